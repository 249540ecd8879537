"""A programme folder: what it may say, and what one is told when it cannot be."""

import re
from datetime import date
from pathlib import Path

import pytest

import schemas
from pow_pipeline.jobs.setup.initialise import find_programme
from schemas.programme.folder import ProgrammeError, read_programme, read_programme_folder
from schemas.programme.programme import Region
from schemas.programme.reserved import RESERVED

WRONG = {
    'colour = "#00735F"': ('colour = "groen"', "statuses › number 1 › colour", "'groen'"),
    'code = "vraag"': ('code = "aanbod"', "categories: 'aanbod' occurs twice", ""),
    "minimum_reporting_rate = 0.6": (
        "minimum_reporting_rate = 60",
        "thresholds › minimum_reporting_rate",
        "60",
    ),
    "publication = 2021-09-15": ("publication = 2021-06-15", "periods › number 5", "order"),
    "reference = 2021-12-31": (
        "reference = 2021-06-30",
        "periods: their reference days must follow each other",
        "",
    ),
    'code = "2021-H1"': ('code = "2021-H3"', "periods › number 5 › code", "'2021-H3' is no period"),
    'time_zone = "Europe/Amsterdam"': ('time_zone = "Europe/Mokum"', "time_zone", "Mokum"),
    "[columns.status]": ("[columns.stand]", "columns › stand", ""),
    'kind = "open"': ('kind = "halfopen"', "statuses › number 4 › kind", "'halfopen'"),
    'languages = ["nl"]': ('languages = ["de"]', "languages", "not among en, nl"),
    'aliases = ["Naam", "Naam activiteit", "Omschrijving"]\nrequired = true': (
        "",
        "columns: activity_name must have required = true",
        "",
    ),
    'word = { nl = "groen", en = "green" }': ('word = { en = "green" }', "must have a text", "nl"),
    'uniform_region = "warns"': (  # an identity is in no folder: it always stops
        'categories_add_up = "warns"',
        "plausibility › checks › categories_add_up",
        "",
    ),
    'share_change = "stops"': (
        'share_change = "off"',
        "plausibility › checks › share_change",
        "'off'",
    ),
    "[text]": ("[text]\nheadings = { names = [['id', 'status']] }", "headings are the names of"),
    "[thresholds]": ("[thresholds", "programme.toml", "expected TOML"),
}


@pytest.fixture
def files():
    return read_programme_folder(find_programme())


def test_the_built_in_programme(programme):
    assert len(programme.regions) == 35
    assert [status.code for status in programme.scale] == ["on_track", "behind", "off_track"]
    assert [category.code for category in programme.categories] == [
        "aanbod",
        "vraag",
        "route",
        "scholing",
    ]
    assert programme.period("2021-H1").deadline == date(2021, 7, 31)


@pytest.mark.parametrize("wording", WRONG)
def test_an_error_names_file_key_and_what_was_found(wording, files):
    instead, *expected = WRONG[wording]
    content = files["programme.toml"].decode()
    assert wording in content
    files["programme.toml"] = content.replace(wording, instead, 1).encode()
    with pytest.raises(ProgrammeError) as caught:
        read_programme(files)
    assert "programme.toml" in str(caught.value)
    for text in expected:
        assert text in str(caught.value)


CODES = {
    "categories": ("programme.toml", 'code = "vraag"', 'code = "{}"'),
    "statuses": ("programme.toml", 'code = "behind"', 'code = "{}"'),
    "questions › asked": ("programme.toml", 'code = "driver"', 'code = "{}"'),
    "columns › reason › choices": ("programme.toml", 'code = "staff"', 'code = "{}"'),
    "regions.csv": ("regions.csv", "AM05,Twente", "{},Twente"),
}


@pytest.mark.parametrize("code", [*RESERVED, "Total", "NOT_RECEIVED"])
@pytest.mark.parametrize("where", CODES)
def test_a_code_that_the_tables_use_is_refused_with_its_meaning(where, code, files):
    name, old, new = CODES[where]
    content = files[name].decode()
    assert old in content
    files[name] = content.replace(old, new.format(code), 1).encode()
    with pytest.raises(ProgrammeError) as caught:
        read_programme(files)
    result = f"{where} › {code}: this code is reserved, since the tables use it for "
    assert result + RESERVED[code.lower()] in str(caught.value)


@pytest.mark.parametrize("code", ["totals", "not_received_1", "received", "n1", "nn", "regions"])
@pytest.mark.parametrize("where", ["categories", "statuses"])
def test_a_code_next_to_a_reserved_one_may_be_used(where, code, files):
    name, old, new = CODES[where]
    files[name] = files[name].decode().replace(old, new.format(code), 1).encode()
    read_programme(files)


def test_all_reserved_codes_are_named_at_once(files):
    content = files["programme.toml"].decode()
    content = content.replace('code = "vraag"', 'code = "total"', 1)
    files["programme.toml"] = content.replace('code = "behind"', 'code = "not_known"', 1).encode()
    with pytest.raises(ProgrammeError, match=r"categories › total(.|\n)+statuses › not_known"):
        read_programme(files)


def test_an_error_in_the_regions_names_the_line(files):
    files["regions.csv"] = files["regions.csv"].replace(b"AM05,Twente", b"AM05,")
    with pytest.raises(ProgrammeError, match=r"regions\.csv line 5 › name"):
        read_programme(files)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b",,,\nAM05", b",,,,x\nAM05", "line 4: more cells than columns"),
        (b"AM05,Twente,", b'AM05,"Twente, Oost",', None),
        (b",,,\nAM05", b",,,,,\nAM05", None),  # as a spreadsheet writes it
        (b"code,name,", b"code;name;", "line 1: no column code, name; separate columns with"),
        (b"code,name,", b"code,naam,", "line 1: no column name; separate columns with commas"),
    ],
)
def test_cells_in_other_columns_than_they_are_meant_for_are_refused(old, new, expected, files):
    assert files["regions.csv"].count(old) == 1
    files["regions.csv"] = files["regions.csv"].replace(old, new)
    if expected is None:
        read_programme(files)
        return
    with pytest.raises(ProgrammeError, match=f"regions.csv {expected}"):
        read_programme(files)


@pytest.mark.parametrize(
    ("until", "is_refused"), [("2020-12-31", True), ("2021-01-01", False), ("2021-01-02", False)]
)
def test_a_region_ends_no_sooner_than_it_begins(until, is_refused, files):
    line = f"\nX1,Xstad,,,,2021-01-01,{until},\n"
    files["regions.csv"] = files["regions.csv"].rstrip() + line.encode()
    if not is_refused:
        read_programme(files)
        return
    with pytest.raises(ProgrammeError, match="valid_until must not come before valid_from"):
        read_programme(files)


def test_a_name_of_two_regions_is_refused(files):
    files["regions.csv"] = files["regions.csv"].replace(b"Regio Twente", b"groningen")
    with pytest.raises(ProgrammeError, match="'groningen' names both 'AM01' and 'AM05'"):
        read_programme(files)


def test_a_period_without_any_region_is_refused(files):
    files["regions.csv"] = b"code,name,valid_until\nAM01,Groningen,2020-12-31\n"
    with pytest.raises(ProgrammeError, match="no region exists in 2021-H1"):
        read_programme(files)


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "programme.toml").touch()
    with pytest.raises(ProgrammeError, match=r"regions\.csv not found"):
        read_programme_folder(tmp_path)


@pytest.mark.parametrize(
    ("day", "exists"),
    [("2020-12-31", False), ("2021-01-01", True), ("2021-12-31", True), ("2022-01-01", False)],
)
def test_a_region_exists_from_and_until_a_day(day, exists):
    region = Region(
        code="X1", name="X", valid_from=date(2021, 1, 1), valid_until=date(2021, 12, 31)
    )
    assert region.exists_on(date.fromisoformat(day)) is exists


def test_no_word_of_a_programme_is_shown_in_code():
    root = Path(schemas.__file__).parents[1]
    words = {"perspectief", "arbeidsmarkt", "aanbod", "scholing", "on_track", "off_track", "groen"}
    for folder in ("flows", "pow_pipeline", "schemas"):
        for path in (root / folder).rglob("*"):
            if path.suffix not in (".py", ".sql", ".j2", ".toml") or "programmes" in path.parts:
                continue
            text = path.read_text().replace('green = "groen"', "")  # the name of a colour
            found = {word for word in words if re.search(word, text, re.IGNORECASE)}
            assert not found, f"{path.relative_to(root)} speaks of {found}"
