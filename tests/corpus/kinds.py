"""Kinds of files: what is read, and what is refused by name with what to do instead."""

import json
import re
from collections.abc import Callable

import pyarrow as pa

from tests.corpus.case import Case
from tests.harness.builders import HEADER, ROWS, form, nothing
from tests.harness.file_writers import (
    SHEET,
    archive,
    as_csv,
    as_json,
    as_json_object,
    as_ods,
    as_parquet,
    ods_by_hand,
    parquet_of,
    with_entry,
    xlsx_by_hand,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TITLES = (("Regio", "AM12", "", "", ""), ("Periode", "2021-H1", "", "", ""))
_ROWS = (*ROWS, *nothing())
_CELLS = (*_TITLES, HEADER, *_ROWS)
_RECORDS = (HEADER, *_ROWS)
# The sender, and what it says, for records that have no room for it next to them.
_NAMED = [
    (*names, *row)
    for names, row in zip(
        [("Regio", "Periode")] + [("AM12", "2021-H1")] * len(_ROWS), _RECORDS, strict=True
    )
]


def _refused(
    name: str, reason: str, make: Callable[[], bytes], rule: str, cell: str = "", *result: str
) -> Case:
    return Case(
        name, reason, make, "rejected", ((rule, cell),), result, file=name.replace(" ", ".")
    )


def _ole(stream: str) -> Callable[[], bytes]:
    return lambda: _OLE + stream.encode("utf-16-le")


def _with_sheet(old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: with_entry(SHEET, lambda inside: inside.replace(old, new))


def _ods_row(cells: str, attributes: str = "") -> bytes:
    row = f"<table:table-row {attributes}>{cells}</table:table-row>"
    return ods_by_hand(f"<table:table>{row}</table:table>")


def _long_number() -> bytes:
    return xlsx_by_hand('<row r="3"><c r="B3"><v>12345678901234567</v></c></row>')


def _with_error() -> bytes:
    error = b'<c r="D5" t="e"><f>NA()</f><v>#N/A</v></c>'
    return with_entry(SHEET, lambda inside: re.sub(rb'<c r="D5".*?</c>', error, inside))


def _parquet_of_lists() -> bytes:
    return parquet_of(pa.table({"Id": ["1"], "Status": pa.array([["groen"]])}))


READ = (
    Case("xlsx", "the form as most regions send it", form, "accepted"),
    Case("ods", "a region that works in LibreOffice", lambda: as_ods(_CELLS), "accepted"),
    Case("csv", "an export of a registration system", lambda: as_csv(_CELLS), "accepted"),
    Case(
        "tsv in UTF-16",
        "what Excel calls Unicode text",
        lambda: as_csv(_CELLS, "\t", "utf-16"),
        "accepted",
    ),
    Case(
        "csv in cp1252",
        "what Excel saves as CSV on most desks",
        lambda: as_csv(
            [*_CELLS[:-2], ("3", "Café", "Route", "groen", ""), _CELLS[-1]], ",", "cp1252"
        ),
        "accepted",
    ),
    Case(
        "csv with sep=",
        "a first line that is for Excel alone",
        lambda: b"sep=;\r\n" + as_csv(_CELLS),
        "accepted",
    ),
    Case("json list", "records that each name their region", lambda: as_json(_NAMED), "accepted"),
    Case(
        "json object",
        "region and period next to the list of activities",
        lambda: as_json_object(_RECORDS, Regio="AM12", Periode="2021-H1"),
        "accepted",
    ),
    Case("parquet", "an export of a data platform", lambda: as_parquet(_NAMED), "accepted"),
    Case(
        "known by its content",
        "a name says nothing: this is a workbook",
        lambda: form(rows=ROWS[:1]),
        "accepted",
        file="form.pdf",
    ),
)

OTHER_KINDS = (
    _refused(
        "nothing xlsx", "saved in vain", lambda: b"", "R-FILE-02", "", "een ingevuld formulier"
    ),
    _refused("no kind", "nothing that we know", lambda: b"something", "R-FILE-01", "", "(.xlsx)"),
    _refused("form pdf", "a print of it", lambda: b"%PDF-1.7", "R-FILE-04", "", '"PDF"'),
    _refused(
        "pdf with a form behind",
        "two kinds in one file",
        lambda: b"%PDF-1.7" + form(),
        "R-FILE-04",
        "",
        '"PDF"',
    ),
    _refused("photo jpg", "a photo", lambda: b"\xff\xd8\xff\xe0", "R-FILE-04", "", '"JPEG"'),
    _refused("form png", "a picture", lambda: b"\x89PNG\r\n\x1a\n", "R-FILE-04", "", '"PNG"'),
    _refused("photo heic", "a photo", lambda: b"\0\0\0\x18ftypheic", "R-FILE-04", "", '"HEIC"'),
    _refused("mail eml", "an e-mail", lambda: b"From: a@b.nl\r\n", "R-FILE-04", "", '"e-mail"'),
    _refused("mail msg", "from Outlook", _ole("__substg1.0_"), "R-FILE-04", "", '"e-mail"'),
    _refused("form doc", "an old letter", _ole("WordDocument"), "R-FILE-04", "", '"DOC"'),
    _refused(
        "form docx",
        "a letter",
        lambda: archive({"word/document.xml": b"<x/>"}),
        "R-FILE-04",
        "",
        '"DOCX"',
    ),
    _refused("form html", "a page", lambda: b"<html><table>", "R-FILE-04", "", "niet een afdruk"),
    _refused("form xls", "Excel 97", _ole("Workbook"), "R-FILE-03", "", '"XLS"', "sla het op als"),
    _refused(
        "form xlsm",
        "a workbook with macros",
        lambda: with_entry("xl/vbaProject.bin", lambda _: b"macro"),
        "R-FILE-03",
        "",
        '"XLSM"',
        "zonder macro's, ODS of CSV",
    ),
    _refused(
        "form fods",
        "LibreOffice in one XML file",
        lambda: b'<x xmlns="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        "R-FILE-03",
        "",
        '"FODS"',
    ),
    _refused(
        "form zip",
        "a form that was packed to mail it",
        lambda: archive({"form.xlsx": form()}),
        "R-FILE-15",
        "",
        "Dit is een ingepakt bestand",
        'Gevonden    "ZIP"',
        "Verwacht    het formulier zelf, niet ingepakt",
        "Pak het bestand uit en stuur het formulier dat erin zit los in.",
    ),
    _refused("form 7z", "packed", lambda: b"7z\xbc\xaf\x27\x1c", "R-FILE-15", "", '"7-Zip"'),
    _refused("secret xlsx", "a password", _ole("EncryptedPackage"), "R-FILE-05", "", '"XLSX"'),
    _refused(
        "secret ods",
        "a password",
        lambda: ods_by_hand("", more={"META-INF/manifest.xml": "<encryption-data/>"}),
        "R-FILE-05",
        "",
        '"ODS"',
        "haal het wachtwoord eraf",
    ),
)

TOO_MUCH = (
    _refused(
        "large xlsx",
        "a form with photographs",
        lambda: b"x" * (20 * 2**20 + 1),
        "R-FILE-06",
        "",
        "hoogstens 20 MB",
        "Gevonden    20,1 MB",
    ),
    _refused(
        "parts xlsx",
        "an archive of many parts",
        lambda: archive({f"{number}": b"" for number in range(1001)}),
        "R-FILE-07",
        "",
        "Gevonden    1\u202f001",
        "hoogstens 1\u202f000 onderdelen",
    ),
    _refused(
        "bomb xlsx",
        "inflates to more than it may",
        lambda: with_entry("xl/media/a.bin", lambda _: b"\0" * 210_000_000),
        "R-FILE-08",
        "",
        "hoogstens 200 MB als het is uitgepakt",
    ),
    _refused(
        "grid xlsx",
        "a cell in the last row there is",
        _with_sheet(b'r="A5"', b'r="A1048576"'),
        "R-FILE-09",
        "",
        "1\u202f048\u202f576",
    ),
    _refused(
        "hidden grid xlsx",
        "the same, written as no program does",
        _with_sheet(b'<c r="A5"', b"<c s='0' r='XFD5'"),
        "R-FILE-10",
        "",
        "16\u202f384",
    ),
    _refused(
        "claim xlsx",
        "says that a milliard texts are to come",
        lambda: with_entry(
            "xl/sharedStrings.xml",
            lambda inside: inside.replace(b"uniqueCount=", b'uniqueCount="999999999" was='),
        ),
        "R-FILE-14",
        "",
        "Het bestand heeft te veel cellen",
        "Gevonden    999\u202f999\u202f999",
        "hoogstens 1\u202f000\u202f000 cellen op alle bladen samen",
        "haal lege rijen, afbeeldingen en andere bladen weg",
    ),
    _refused(
        "repeat ods",
        "one cell, repeated to the end of the sheet",
        lambda: _ods_row(
            '<table:table-cell table:number-columns-repeated="150"><text:p>x</text:p>'
            "</table:table-cell>",
            'table:number-rows-repeated="1048576"',
        ),
        "R-FILE-09",
        "",
        "1\u202f048\u202f576",
    ),
    _refused(
        "blanks ods",
        "a milliard blanks in one cell",
        lambda: _ods_row(
            '<table:table-cell><text:p>x<text:s text:c="1000000000"/></text:p></table:table-cell>'
        ),
        "R-FILE-11",
    ),
    _refused("deep json", "nested without end", lambda: b"[" * 15_000, "R-JSON-02", "$"),
    _refused("wide csv", "a line of separators", lambda: b";" * 1_000_001, "R-FILE-14"),
    _refused(
        "claim parquet",
        "more rows than it may have",
        lambda: as_parquet([("Id",), *[("1",)] * 20_001]),
        "R-FILE-09",
    ),
)

MISLEADING = (
    _refused(
        "entity xlsx",
        "an entity, which may stand for a milliard others or for a file of ours",
        lambda: with_entry(SHEET, lambda inside: b'<!DOCTYPE x [<!ENTITY a "b">]>' + inside),
        "R-FILE-01",
        "",
        '"DOCTYPE"',
    ),
    _refused("front xlsx", "a program in front of it", lambda: b"MZ" + form(), "R-FILE-01"),
    _refused(
        "two xlsx", "one form behind another", lambda: form(region="AM01") + form(), "R-FILE-01"
    ),
    _refused(
        "path xlsx",
        "an entry that would be written elsewhere",
        lambda: form().replace(b"xl/styles.xml", b"../styles.xml"),
        "R-FILE-01",
    ),
    _refused(
        "double xlsx",
        "a cell twice, of which a reader takes one",
        _with_sheet(b'r="A5"', b'r="A6"'),
        "R-FILE-01",
    ),
    Case(
        "linked xlsx",
        "a link to another workbook, which is never followed",
        lambda: with_entry(
            "xl/externalLinks/externalLink1.xml",
            lambda _: b"<externalLink><sheetDataSet><sheetData/></sheetDataSet></externalLink>",
        ),
        "accepted",
    ),
)

UNCERTAIN = (
    _refused(
        "sign csv",
        "a damaged export",
        lambda: b"Regio;AM12\nPeriode;2021-\x00H1\n",
        "R-TEXT-01",
        "A2",
    ),
    _refused(
        "shifted csv",
        "a separator too many",
        lambda: b"Id;Naam;Categorie;Status\n1;x;Aanbod;groen\n2;y;;Vraag;rood\n",
        "R-TEXT-02",
        "A3",
        'Gevonden    "5"',
        "Verwacht    4 kolommen",
    ),
    _refused("quote csv", "a quote left open", lambda: b'Id;Naam\n1;"x\n2;y\n', "R-TEXT-03", "A2"),
    _refused(
        "letters csv",
        "bytes of no encoding",
        lambda: b"Id;Naam\n1;\x81\x8d\n",
        "R-TEXT-04",
        "",
        "CSV UTF-8",
    ),
    _refused(
        "number xlsx",
        "an id of 17 digits that was typed as a number; the last digits are lost",
        _long_number,
        "R-CELL-02",
        "B3",
        "Een getal is niet met zekerheid te lezen",
        'Gevonden    "1.2345678901234568e+16"',
        "Verwacht    een getal van hoogstens 15 cijfers, of tekst",
        "Typ de waarde in B3 opnieuw, als tekst",
    ),
    _refused("error xlsx", "a cell with an error", _with_error, "R-CELL-01", "D5", '"#N/A"'),
    _refused(
        "sign xlsx",
        "a control character, as copied from elsewhere",
        lambda: form(rows=[("1", "Markt\x07", "Vraag", "groen", "")]),
        "R-TEXT-01",
        "B5",
        "Verwijder het teken bij B5",
    ),
    _refused(
        "mixed csv",
        "two exports in two encodings, pasted together",
        lambda: as_csv(_CELLS[:5]) + "3;é;Route;groen;\n".encode() + b"4;\xe9;Route;groen;\n",
        "R-TEXT-05",
        "A6",
        "De letters in het bestand zijn op twee manieren opgeslagen",
        'Gevonden    "Ã©"',
        "Verwacht    overal dezelfde letters, hier misschien é",
        "Kijk bij regel 6 of de letters kloppen",
    ),
    _refused(
        "double csv",
        "a table under two separators",
        lambda: b"Id;Naam,Stand\n1;x,groen\n2;y,rood\n",
        "R-TEXT-06",
        "A1",
        "Het is niet zeker welk teken de kolommen scheidt",
        'Gevonden    "Id;Naam,Stand"',
        "één teken dat de kolommen scheidt: ; of ,",
        "Zet elke tekst waarin zo'n teken voorkomt tussen aanhalingstekens.",
    ),
    _refused(
        "cut json",
        "a file that was cut off",
        lambda: as_json(_NAMED)[:-1],
        "R-JSON-01",
        "A1",
        "Het bestand is geen geldige JSON",
        "zonder NaN of Infinity",
        "Kijk bij regel 1 wat er niet klopt",
    ),
    _refused(
        "nested json",
        "a list within an activity",
        lambda: json.dumps({"activiteiten": [{"Id": "1", "Status": ["groen"]}]}).encode(),
        "R-JSON-02",
        "activiteiten[1].Status",
        "De JSON heeft een andere vorm dan wij lezen",
        "Verwacht    een lijst met voor elke activiteit een naam en een waarde per kolom",
        "Kijk bij activiteiten[1].Status.",
    ),
    _refused(
        "double json",
        "a name twice, of which a reader takes the last",
        lambda: b'[{"Id": "1", "Status": "groen", "Status": "rood"}]',
        "R-JSON-03",
        "$[1]",
        "Een naam staat twee keer in hetzelfde object",
        'Gevonden    "Status"',
        "Verwacht    elke naam één keer",
        "Laat één van de twee waarden staan.",
    ),
    _refused(
        "nested parquet",
        "a column of lists",
        _parquet_of_lists,
        "R-PARQUET-01",
        "Status",
        "Een kolom bevat waarden die wij niet als tekst kunnen lezen",
        'Gevonden    "Status: list<element: string>"',
        "Verwacht    tekst, getallen, datums, tijden of ja/nee",
        "Sla de kolom Status op als tekst",
    ),
)

CASES = (*READ, *OTHER_KINDS, *TOO_MUCH, *MISLEADING, *UNCERTAIN)
