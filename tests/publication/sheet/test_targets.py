"""What the sheet says of targets: by unit, the largest first, with what is not summed apart."""

from dataclasses import replace

import pytest

from pow_pipeline.publication.figures import Realisation
from pow_pipeline.publication.sheet.blocks import Table
from pow_pipeline.publication.sheet.parts.targets import targets_section
from tests.publication.sheet.example_figures import edition


def row(category, unit, count, target=0.0, realised=0.0):
    """Return one row of `summary.target_realisation` with figures that fit it."""
    share = realised / target if target else 0
    percentage = float((200 * realised + target) // (2 * target)) if target else None
    return Realisation(category, unit, count, 50, target, realised, share, percentage)


def section(programme, *rows):
    result = edition(programme)
    return targets_section(replace(result, figures=replace(result.figures, realisations=rows)))


def test_without_anything_reported_there_is_nothing(programme):
    assert section(programme) is None


def test_a_unit_has_its_total_first_and_then_its_categories(programme):
    note, largest, smaller, method = section(
        programme,
        row("total", "banen", 3, 1234.5, 100),
        row("vraag", "banen", 2, 1200, 100),
        row("route", "banen", 1, 34.5, 0),
        row("total", "deelnemers", 9, 40, 41),
        row("aanbod", "deelnemers", 9, 40, 41),
    ).blocks
    assert note.text == (
        "Van de 50 activiteiten in de rapportages noemen er 12 een doel en wat daarvan is "
        "gerealiseerd."
    )
    assert [table.caption for table in (largest, smaller)] == [
        "Doel en realisatie in deelnemers, per categorie",
        "Doel en realisatie in banen, per categorie",
    ]
    assert cells_of(largest) == [("Aanbod", "9", "40", "41", "103%")]
    assert cells_of(smaller) == [
        ("Totaal van activiteiten", "3", "1\u202f234,5", "100", "8%"),
        ("Vraag", "2", "1\u202f200", "100", "8%"),
        ("Route", "1", "34,5", "0", "0%"),
    ]
    assert method.text.startswith("Verschillende eenheden zijn nooit opgeteld.")


def cells_of(table):
    return [(each.label, *each.cells) for each in table.rows]


@pytest.mark.parametrize(
    ("target", "realised", "expected"),
    [
        (1000, 4.99, "minder dan 1%"),
        (1000, 5, "1%"),
        (1000, 0, "0%"),
        (1000, 999.9, "meer dan 99%"),
        (1000, 1000, "100%"),
        (1000, 1000.1, "100%"),
        (1000, 12345, "1\u202f235%"),
        (0, 7, "–"),
    ],
)
def test_what_rounds_to_none_or_all_is_reported_as_it_is(target, realised, expected, programme):
    rows = row("total", "uren", 2, target, realised), row("vraag", "uren", 2, target, realised)
    _, table, _ = section(programme, *rows).blocks
    assert table.rows[0].cells[-1] == expected


@pytest.mark.parametrize(
    ("units", "shown", "expected"),
    [
        (4, 4, []),
        (5, 4, ["En nog 1 andere eenheid. Die staat in target_realisation.csv."]),
        (6, 4, ["En nog 2 andere eenheden. Die staan in target_realisation.csv."]),
    ],
)
def test_of_many_units_the_most_used_are_shown(units, shown, expected, programme):
    rows = [
        row(category, f"eenheid {number}", 20 - number, 10, 5)
        for number in range(units)
        for category in ("total", "vraag")
    ]
    blocks = section(programme, *rows).blocks
    tables = [each for each in blocks if isinstance(each, Table)]
    assert [each.caption.split()[5] for each in tables] == [f"{n}," for n in range(shown)]
    assert [each.text for each in blocks[1 + shown : -1]] == expected


@pytest.mark.parametrize(("count", "verb"), [(1, "heeft"), (2, "hebben")])
def test_what_is_not_summed_is_counted(count, verb, programme):
    rows = row("total", None, count), row("vraag", None, count)
    _, apart = section(programme, *rows).blocks
    assert apart.text.startswith(f"{count} van deze activiteiten {verb} geen eenheid")


@pytest.mark.parametrize(
    ("length", "shown"), [(59, "w" * 59), (60, "w" * 60), (61, "w" * 59 + "…")]
)
def test_a_long_unit_is_cut_on_the_sheet(length, shown, programme):
    _, table, _ = section(programme, row("total", "w" * length, 1, 2, 1)).blocks
    assert table.caption == f"Doel en realisatie in {shown}, per categorie"
