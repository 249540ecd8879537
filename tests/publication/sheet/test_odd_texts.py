"""What a sender writes stays text in every form of the data, whole and inert."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from pow_pipeline.publication.data.book import BookColumn, BookSheet, storable
from pow_pipeline.publication.data.excel import as_excel
from pow_pipeline.publication.data.opendocument import as_opendocument
from pow_pipeline.publication.data.text import as_csv
from pow_pipeline.publication.sheet.glyphs import only_glyphs
from tests.harness.browser import overflow, violations
from tests.harness.builders import (
    CATEGORIES,
    HEADER,
    drop,
    form,
    ingest_at,
    publish_at,
    send_one_each,
)
from tests.harness.story import copy_workspace
from tests.publication.data.table_readers import (
    FORMS,
    assert_same,
    by_database,
    by_openpyxl,
    in_any_order,
)
from tests.publication.sheet.example_figures import table_of, text_of

ODD = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org","klik")',
    "+31612",
    "-2+3",
    "@SUM(1)",
    "'begint met een accent",
    "a & b < c > d",
    'twee  spaties, een komma; en "aanhaling"',
    "\u202egroen\u2066 \u200fx",
    "Werk \U0001f469\u200d\U0001f527 en \U0001f680",
    "lang " * 1000 + "einde",
    "z" * 5000,
    "http://example.org/klik",
    "TRUE",
    "00123",
    "1e5",
    "2021-01-01",
)
UNITS = ('=1+1" onload="x', "<b>stuks</b>", "w" * 5000, "\u202estuks \U0001f680")


@pytest.fixture(scope="module")
def release(few_template, tmp_path_factory):
    workspace = copy_workspace(few_template, tmp_path_factory.mktemp("odd"))
    send_one_each(workspace)
    rows = [
        (f"X{place}", text, CATEGORIES[place % 4], "rood", "") for place, text in enumerate(ODD)
    ]
    drop(workspace, "AM12", form("AM12", rows=rows), "odd.xlsx")
    header = (*HEADER, "Doel", "Gerealiseerd", "Eenheid")
    for region in ("AM13", "AM14"):
        written = [
            (f"Y{place}", "Een naam", CATEGORIES[place % 4], "rood", text, 8, 2, UNITS[place % 4])
            for place, text in enumerate(ODD)
        ]
        drop(workspace, region, form(region, rows=written, header=header), "odd.xlsx")
    results = ingest_at(workspace).results
    assert {result.outcome for result in results} == {"accepted"}
    return publish_at(workspace).folder


def reported(release) -> dict[str, str]:
    rows = by_database(release / "restricted", "activity_history")
    return {row[2]: row[3] for row in rows if row[0] == "2021-H1" and row[2].startswith("X")}


def test_the_record_holds_them_as_they_came(release):
    assert set(reported(release).values()) >= set(ODD) - {"+31612", ODD[9]}


@pytest.mark.parametrize("name", ["activity_history", "open_query"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_them_whole(form, name, release):
    expected = by_database(release / "restricted", name)
    assert len(expected) >= len(ODD)
    found = FORMS[form](release / "restricted", name)
    if form == "SQLite":
        found, expected = in_any_order(found), in_any_order(expected)
    assert_same(found, expected)


def test_explanations_are_kept_as_they_came(release):
    with (release / "restricted" / "explanations.csv").open(encoding="utf-8", newline="") as file:
        written = {row["explanation"] for row in csv.DictReader(file)}
    prefixed = {f"'{text}" if text[0] in "=-@'" else text for text in ODD}
    assert written >= prefixed - {"+31612", ODD[9]}


@pytest.mark.parametrize("form", FORMS)
def test_units_that_two_regions_use_are_public_and_whole(form, release):
    expected = by_database(release / "public", "target_realisation")
    assert {row[2] for row in expected} == set(UNITS)
    found = FORMS[form](release / "public", "target_realisation")
    if form == "SQLite":
        found, expected = in_any_order(found), in_any_order(expected)
    assert_same(found, expected, is_exact=not form.startswith("XLSX"))


def test_units_are_inert_on_the_sheet(release, open_page):
    page = open_page((release / "public" / "sheet.nl.html").as_uri(), width=360)
    captions = page.locator("caption").all_text_contents()
    assert "Doel en realisatie in <b>stuks</b>, per categorie" in captions
    assert f"Doel en realisatie in {'w' * 59}…, per categorie" in captions
    assert page.locator("b").count() == 0
    assert overflow(page) == 0
    assert violations(page) == []
    reported = text_of(PdfReader(release / "public" / "sheet.nl.pdf").pages)
    for written in ('=1+1" onload="x', "<b>stuks</b>", "stuks □"):
        assert f"Doel en realisatie in {written}, per categorie" in reported


def test_no_cell_of_csv_can_be_taken_for_a_formula(release):
    for path in release.glob("*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert cell[:1] not in {"=", "+", "@", "\t", "\r", "\n"}
                    assert not cell.startswith("-") or float(cell) < 0


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(release, office, tmp_path):
    saved = office.edit(release / "restricted" / "summary.ods", {}, tmp_path / "saved.xlsx")
    for path in (release / "restricted" / "summary.xlsx", saved):
        sheet = openpyxl.load_workbook(path)["activity_history"]
        cells = [row[3] for row in sheet.iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not [cell for cell in cells if cell.hyperlink]
    assert_same(by_openpyxl(saved, "open_query"), by_database(release / "restricted", "open_query"))


def test_the_page_of_the_region_has_them_as_texts(release):
    page = (release / "restricted" / "regions" / "AM12.nl.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<img|on\w+=[^;&]*>", page.partition("<body>")[2])
    rows = {row[0].partition(" ")[0]: row[0].partition(" ")[2] for row in table_of(page)}
    for key, name in reported(release).items():
        assert rows[key] == " ".join(name.split())
    document = PdfReader(release / "restricted" / "regions" / "AM12.nl.pdf")
    written = text_of(document.pages).replace(" ", "")
    for name in reported(release).values():
        shown = only_glyphs(name).replace("\N{ZERO WIDTH SPACE}", "")
        assert "".join(shown.split())[:500] in written  # further on, a page ends


def test_nothing_of_them_is_public(release):
    files = [path for path in (release / "public").rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for text in (*ODD[:13], "Activiteit 1"):
            assert text.encode() not in content, path


KINDS = ("text", "integer", "number", "boolean", "date", "moment", "texts")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("'", "''"),
        ("-", "'-"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("\t=1", "'\t=1"),
        ("", ""),
    ],
)
def test_a_text_has_an_apostrophe_that_can_be_taken_off(text, cell):
    assert as_csv(["text"], [(text,)]).decode().split("\r\n")[1].strip('"') == cell


def test_numbers_days_and_lists_are_written_as_such():
    row = (
        "x",
        -1,
        -0.5,
        True,
        date(2021, 7, 1),
        datetime.fromisoformat("2021-07-01T09:30:00"),
        ["-a", "b"],
    )
    assert as_csv(KINDS, [row]).decode().splitlines()[1] == (
        'x,-1,-0.5,true,2021-07-01,2021-07-01T09:30:00Z,"\'-a,b"'
    )


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        (2**53 - 1, 2**53 - 1),
        (2**53, 2**53),
        (2**53 + 1, str(2**53 + 1)),
        (-(2**53) - 1, str(-(2**53) - 1)),
        (0, 0),
    ],
)
def test_a_whole_number_that_would_lose_digits_is_a_text(number, stored):
    assert storable(number) == stored


def test_what_xml_cannot_hold_is_replaced_and_spaces_are_kept(tmp_path):
    texts = ("a\x00b\x0bc", "  two  spaces ", "one\ntwo", "\ud7ff\ue000")
    sheet = BookSheet("texts", (BookColumn("plain", 9),), (("text",), *((each,) for each in texts)))
    path = tmp_path / "texts.ods"
    path.write_bytes(as_opendocument([sheet]))
    found = CalamineWorkbook.from_path(f"{path}").get_sheet_by_name("texts").to_python()
    assert [row[0] for row in found[1:]] == ["a\ufffdb\ufffdc", *texts[1:]]
    tabbed = BookSheet("tab", (BookColumn("plain", 9),), (("text",), ("a\tb",)))
    with zipfile.ZipFile(io.BytesIO(as_opendocument([tabbed]))) as archive:
        assert b"<text:p>a<text:tab/>b</text:p>" in archive.read("content.xml")
    assert as_opendocument([sheet]) == as_opendocument([sheet])
    assert as_excel([sheet]) == as_excel([sheet])
