"""Regions in the forms in which people write them."""

import pytest

from schemas.language import LANGUAGES, read_language
from schemas.programme.folder import BUILT_IN, read_programme, read_programme_folder

PROGRAMME = read_programme(read_programme_folder(BUILT_IN / "perspectief_op_werk"))


@pytest.mark.parametrize(
    "text",
    [
        "AM12",
        "am 12",
        "AM12 Gooi en Vechtstreek",
        "Gooi en Vechtstreek (AM12)",
        "AM12 - Gooi en Vechtstreek",
        "AM12 – Gooi & Vechtstreek",
        "AM12: gooi- en vechtstreek",
        "AM12/Gooi en Vechtstreek",
        "[AM12] Gooi en Vechtstreek",
        "AM12\nGooi en Vechtstreek",
        "AM12_Gooi en Vechtstreek",
        "Gooi en Vechtstreek, AM12",
        "Gooi en Vechtstreek (Hilversum)",
        "Arbeidsmarktregio Gooi en Vechtstreek",
        "de arbeidsmarktregio Gooi en Vechtstreek (AM12).",
        "Regio AM12",
        "Regiocode: AM12",
        "Code regio AM12 | Gooi en Vechtstreek",
    ],
)
def test_code_and_names_of_one_region_are_that_region(text):
    assert PROGRAMME.regions_in(text).codes == ("AM12",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("AM12 Groot Amsterdam", ("AM12", "AM18")),
        ("Groot-Amsterdam (AM12)", ("AM18", "AM12")),
        ("AM12, AM18", ("AM12", "AM18")),
        ("AM12/AM18", ("AM12", "AM18")),
        ("Hilversum, Amsterdam", ("AM12", "AM18")),
    ],
)
def test_parts_that_contradict_each_other_are_several_regions(text, codes):
    assert PROGRAMME.regions_in(text).codes == codes


@pytest.mark.parametrize(
    "text",
    [
        "",
        " - ",
        "Regio",
        "AM12?",
        "niet AM12",
        "≠ AM12",
        "AM12 en AM18",
        "AM12 Gooi en Vechtstrek",
        "AM12 afdeling werk",
        "AM99 Gooi en Vechtstreek",
        "AM12" + " AM12" * 60,
    ],
)
def test_what_holds_anything_else_is_no_region(text):
    assert PROGRAMME.regions_in(text).codes == ()


@pytest.mark.parametrize("region", PROGRAMME.regions, ids=lambda region: region.code)
def test_every_region_is_read_as_our_messages_write_it(region):
    for text in (f"{region.code} {region.name}", f"{region.name} ({region.code})"):
        assert PROGRAMME.regions_in(text).codes == (region.code,)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_period_is_read_as_our_messages_write_it(code):
    programme = PROGRAMME.model_copy(update={"languages": (code,)})
    for period in PROGRAMME.periods:
        assert programme.period_code(read_language(code).period(period.code)) == period.code


@pytest.mark.parametrize(("text", "by_code"), [("AM12", True), ("Regio AM12", True),
    ("AM12 Hilversum", True), ("Hilversum", False), ("Gooi en Vechtstreek", False)])  # fmt: skip
def test_a_name_may_be_a_town_and_a_code_may_not(text, by_code):
    assert PROGRAMME.regions_in(text).by_code == by_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-H1 (eerste halfjaar 2021)", "2021-H1"),
        ("2021-H1 - eerste halfjaar 2021", "2021-H1"),
        ("H1 2021 [30-06-2021]", "2021-H1"),
        ("2021-H1 (tweede halfjaar 2021)", None),
        ("2021-H1 (voorlopig)", None),
    ],
)
def test_a_period_may_be_written_twice(text, code):
    assert PROGRAMME.period_code(text) == code
