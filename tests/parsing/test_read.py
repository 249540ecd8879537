"""What is no form is refused by its kind; what claims too much is refused before it costs it."""

import io
import random
import zipfile

import openpyxl
import pytest

from pow_pipeline.parsing.kinds import kind_of_text
from pow_pipeline.parsing.limits import Limits
from tests.harness.builders import ROWS, ask, feedback_of, form, send, workbook
from tests.harness.file_writers import SHEET, archive, with_entry
from tests.parsing.reads import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def problem_of(content: bytes, limits: Limits | None = None):
    problem = read(content, limits).problem
    return (problem.rule, problem.found) if problem else None


KINDS = {
    "PDF": (b"%PDF-1.7", "R-FILE-04"),
    "GIF": (b"GIF89a", "R-FILE-04"),
    "TIFF": (b"MM\0*", "R-FILE-04"),
    "BMP": (b"BM\x46\0\0\0\0\0\0\0", "R-FILE-04"),
    "WebP": (b"RIFF\x24\0\0\0WEBP", "R-FILE-04"),
    "HEIC": (b"\0\0\0\x18ftypheic", "R-FILE-04"),
    "SQLite": (b"SQLite format 3\0", "R-FILE-04"),
    "XML": (b'<?xml version="1.0"?><regio/>', "R-FILE-04"),
    "XML 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "R-FILE-03",
    ),
    "FODS": (
        b'<o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0">',
        "R-FILE-03",
    ),
    "Numbers": (archive({"Index/Document.iwa": b"x"}), "R-FILE-03"),
    "XLSB": (archive({"xl/workbook.bin": b"x"}), "R-FILE-03"),
    "PPTX": (archive({"ppt/presentation.xml": b"x"}), "R-FILE-04"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c", "R-FILE-15"),
    "RAR": (b"Rar!\x1a\x07\0", "R-FILE-15"),
    "bzip2": (b"BZh91AY&SY", "R-FILE-15"),
    "xz": (b"\xfd7zXZ\0", "R-FILE-15"),
    "PNG": (b"\x89PNG\r\n", "R-FILE-04"),
    "JPEG": (b"\xff\xd8\xff\xe0", "R-FILE-04"),
    "HTML": (b"\n<html><table>", "R-FILE-04"),
    "RTF": (b"{\\rtf1", "R-FILE-04"),
    "e-mail": (b"From: a@b.nl\r\nSubject: form", "R-FILE-04"),
    "gzip": (b"\x1f\x8b\x08", "R-FILE-15"),
    "ZIP": (archive({"form.xlsx": form()}), "R-FILE-15"),
    "DOCX": (archive({"word/document.xml": b"<x/>"}), "R-FILE-04"),
    "DOC": (OLE + "WordDocument".encode("utf-16-le"), "R-FILE-04"),
    "Office 97": (OLE, "R-FILE-04"),
    "XLS": (OLE + "Workbook".encode("utf-16-le"), "R-FILE-03"),
    "XLSM": (with_entry("xl/vbaProject.bin", lambda _: b"macro"), "R-FILE-03"),
    "XLSX": (OLE + "EncryptedPackage".encode("utf-16-le"), "R-FILE-05"),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_form_is_refused_by_its_kind(name):
    content, rule = KINDS[name]
    assert problem_of(content) == (rule, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7" + form(), "PDF"),
        ("<html>".encode("utf-16"), "HTML"),
        (b"\xef\xbb\xbf <!DOCTYPE HTML><p>", "HTML"),
        (b"<meta charset=x><TABLE>", "HTML"),
        (b"Message-ID: <a@b.nl>\nSubject: form", "e-mail"),
        (OLE + "__substg1.0_".encode("utf-16-le"), "e-mail"),
        (with_entry("xl/macrosheets/sheet1.xml", lambda _: b"macro"), "XLSM"),
        (with_entry("other/VBAPROJECT.BIN", lambda _: b"macro"), "XLSM"),
        (archive({}), "ZIP"),
    ],
)
def test_a_kind_is_known_by_its_content_however_it_comes(content, name):
    assert problem_of(content)[1] == name


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04 but no archive"])
def test_what_is_nothing_known_is_unreadable(content):
    assert problem_of(content) == ("R-FILE-01", "")


def test_a_form_is_read():
    assert problem_of(form()) is None


BEYOND = {
    "R-FILE-06": (form(), Limits(file_bytes=100), f"{len(form())}"),
    "R-FILE-07": (form(), Limits(entries=3), "10"),
    "R-FILE-08": (
        with_entry("xl/media/a.bin", lambda _: b"\0" * 5_000_000),
        Limits(inflated_bytes=1_000_000),
        "",
    ),
    "R-FILE-09": (
        with_entry(SHEET, lambda s: s.replace(b'r="A5"', b'r="A1048576"')),
        Limits(),
        "1048576",
    ),
    "R-FILE-10": (
        with_entry(SHEET, lambda s: s.replace(b'r="A5"', b'r="XFD5"')),
        Limits(),
        "16384",
    ),
    "R-FILE-11": (
        form(rows=[("1", "x" * 10_001, "Aanbod", "groen", "")]),
        Limits(),
        "10001",
    ),
}


@pytest.mark.parametrize("rule", BEYOND)
def test_what_holds_more_than_it_may_is_refused(rule):
    content, limits, found = BEYOND[rule]
    refused, result = problem_of(content, limits)
    assert refused == rule
    assert found in result


def test_a_small_file_that_inflates_to_gigabytes_costs_no_more_than_the_cap():
    bomb = with_entry("xl/media/a.bin", lambda _: b"\0" * 100_000_000)
    assert len(bomb) < 200_000
    assert problem_of(bomb, Limits(inflated_bytes=1_000_000))[0] == "R-FILE-08"


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        (b"<!DOCTYPE x []>", "DOCTYPE"),
        (b"<!ENTITY a 'b'>", "DOCTYPE"),
        ("<!DOCTYPE x []>".encode("utf-16-le"), ""),
    ],
)
def test_a_document_type_is_refused_wherever_it_is_shown(declared, found):
    content = with_entry("xl/sharedStrings.xml", lambda inside: inside + declared)
    assert problem_of(content) == ("R-FILE-01", found)


def test_a_damaged_file_is_never_read_as_something_else():
    stored = with_entry("x", lambda _: b"", compression=zipfile.ZIP_STORED)
    assert problem_of(stored) is None
    assert problem_of(stored.replace(b"oranje", b"groen ")) == ("R-FILE-01", "")


@pytest.mark.parametrize("seed", range(300))
def test_a_flipped_bit_gives_the_same_cells_or_a_refusal(seed):
    content = bytearray(form())
    whole = read(bytes(content))
    chance = random.Random(seed)
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    damaged = read(bytes(content))
    if not damaged.problem:
        assert [sheet.rows for sheet in damaged.sheets] == [sheet.rows for sheet in whole.sheets]


def calculated(cells: dict[str, str]) -> bytes:
    """Return a form in which cells hold formulas that were never calculated, or errors."""
    book = openpyxl.load_workbook(io.BytesIO(form()))
    for address, value in cells.items():
        book["Invullen"][address] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"D5": '="gro"&"en"'}, [("R-CELL-01", "D5", '="gro"&"en"')]),
        ({"C6": "#N/A"}, [("R-CELL-01", "C6", "#N/A")]),
        (
            {"A7": '="3"', "B7": '="x"', "C7": '="Route"', "D7": '="groen"'},
            [
                ("R-CELL-01", "A7", '="3"'),
                ("R-CELL-01", "B7", '="x"'),
                ("R-CELL-01", "C7", '="Route"'),
                ("R-CELL-01", "D7", '="groen"'),
            ],
        ),
    ],
    ids=["formula", "error", "a row of formulas below the last"],
)
def test_a_cell_without_a_value_of_its_own_is_found(cells, found, workspace):
    assert send(workspace, "AM12", calculated(cells)) == "rejected"
    assert ask(workspace, "SELECT rule, cell, found FROM record.finding ORDER BY place") == found


def test_a_formula_outside_the_columns_that_count_is_no_concern_of_ours(workspace):
    assert send(workspace, "AM12", calculated({"H5": "=1+1", "E5": "#REF!"})) == "accepted"


def test_a_formula_whose_result_is_stored_is_read(workspace):
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        cells = [("Regio", "AM12"), ("Periode", "2021-H1")]
        for row, values in enumerate([*cells, ("Id", "Naam", "Categorie", "Status"), ROWS[0][:3]]):
            sheet.write_row(row, 0, values)
        sheet.write_formula("D4", '="gro"&"en"', value="groen")
    assert send(workspace, "AM12", content.getvalue()) == "accepted"


def test_feedback_on_an_unreadable_file_says_what_to_do_instead(workspace):
    send(workspace, "AM12", b"%PDF-1.7")
    result = feedback_of(workspace, "AM12-2-1")
    assert 'Gevonden "PDF"' in result
    assert "Neem de gegevens over in het formulier" in result


def test_an_empty_workbook_is_empty():
    assert problem_of(workbook([])) == ("R-FILE-02", "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<?xml version='1.0'?><a>", "no table"),
        ("<!-- a --><a>", "no table"),
        ("<a><b>1</b></a>\n", "no table"),
        ("<a/>", "no table"),
        ("<a>1</a ><b />", "no table"),
        ("<concept>\nId;Naam\n1;x\n", "text"),
        ("<concept>\nId;Naam\n1;zie <x>\n", "text"),
        ("<concept>\nId;Naam\n1;>\n", "text"),
    ],
)
def test_text_is_markup_where_it_declares_or_closes_a_tag(text, kind):
    assert kind_of_text(text)[0] == kind
