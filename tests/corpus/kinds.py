"""Kinds of files: what is read, and what is refused by name with what to do instead."""

import io
import zipfile

import openpyxl
from building import form

from corpus.case import Case


def archive_of(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, entry in entries.items():
            packed.writestr(name, entry)
    return content.getvalue()


def with_error_in_a_cell() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    book["Invullen"]["D5"] = "#N/A"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def refused(rule: str, reason: str, make, *said: str, cell: str = "", **others) -> Case:
    """Return a case in which a file is refused by one rule."""
    return Case(rule, reason, make, "rejected", ((rule, cell),), said, **others)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

CASES = (
    Case("xlsx", "the form as most regions send it", form, "accepted"),
    refused("R-FILE-01", "no file of any kind we know", lambda: b"something", "(.xlsx)"),
    refused("R-FILE-02", "saving went wrong", lambda: b"", "een ingevuld formulier"),
    refused(
        "R-FILE-03",
        "an old Excel",
        lambda: OLE + "Workbook".encode("utf-16-le"),
        'Gevonden    "XLS"',
        "sla het op als Excel-werkmap",
    ),
    refused("R-FILE-04", "a print of the form", lambda: b"%PDF-1.7 x", 'Gevonden    "PDF"'),
    refused(
        "R-FILE-05",
        "protected by a password",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "haal het wachtwoord eraf",
    ),
    refused(
        "R-FILE-06",
        "a form with photographs",
        lambda: b"x" * (20 * 2**20 + 1),
        "hoogstens 20971520 bytes",
    ),
    refused(
        "R-FILE-07",
        "an archive of many parts",
        lambda: archive_of({f"{number}": b"" for number in range(1001)}),
        "hoogstens 1000 onderdelen",
    ),
    refused(
        "R-FILE-08",
        "a bomb: small, and huge when inflated",
        lambda: archive_of({"xl/workbook.xml": b"", "a": b"\0" * (200 * 2**20 + 1)}),
        "hoogstens 209715200 bytes",
    ),
    refused(
        "R-FILE-09",
        "a sheet that claims a cell in a row far below",
        lambda: archive_of({"xl/workbook.xml": b"", "xl/worksheets/a.xml": b'<c r="A20001"/>'}),
        "hoogstens 20000 rijen",
    ),
    refused(
        "R-FILE-10",
        "a sheet that claims a cell in a column far away",
        lambda: archive_of({"xl/workbook.xml": b"", "xl/worksheets/a.xml": b'<c r="GS1"/>'}),
        "hoogstens 200 kolommen",
    ),
    refused(
        "R-FILE-11",
        "a report pasted into a cell",
        lambda: form(rows=[("1", "x" * 10_001, "Aanbod", "groen", "")]),
        "hoogstens 10000 tekens",
    ),
    refused(
        "R-TEXT-01",
        "a damaged export",
        lambda: b"Regio;AM12\nPeriode;2021-\x00H1\n",
        cell="A2",
    ),
    refused(
        "R-TEXT-02",
        "a separator too many",
        lambda: b"Id;Naam;Categorie;Status\n1;x;Aanbod;groen\n2;y;;Vraag;rood\n",
        'Gevonden    "5"',
        "Verwacht    4 kolommen",
        cell="A3",
    ),
    refused("R-TEXT-03", "a quote left open", lambda: b'Id;Naam\n1;"x\n2;y\n', cell="A2"),
    refused("R-TEXT-04", "bytes of no encoding", lambda: b"Id;Naam\n1;\x81\x8d\n", "CSV UTF-8"),
    refused(
        "R-CELL-01",
        "a look-up that found nothing",
        with_error_in_a_cell,
        'Gevonden    "#N/A"',
        "Typ in D5 de waarde zelf",
        cell="D5",
    ),
)
