"""Threats: files that were made to do harm, and what becomes of them and of nobody else."""

import io
import zipfile
from collections.abc import Callable

from tests.corpus.case import Case
from tests.harness.builders import form
from tests.harness.hostile_reader import listening

SHEET = "xl/worksheets/sheet1.xml"


def with_entry(name: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Return what makes a form in which one entry of the archive is changed or added."""

    def make() -> bytes:
        made = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(form())) as original,
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            for entry in {*original.namelist(), name}:
                inside = original.read(entry) if entry in original.namelist() else b""
                packed.writestr(entry, change(inside) if entry == name else inside)
        return made.getvalue()

    return make


def of_many_entries() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for number in range(1001):
            packed.writestr(f"xl/{number}.xml", b"")
    return made.getvalue()


CASES = (
    Case(
        "a file that ends its reader",
        "parsers have ended the process they ran in; the others in it must not suffer",
        lambda: listening("die"),
        "rejected",
        (("R-FILE-12", ""),),
        texts=("Het lukte ons niet om het bestand te lezen", "sla het op als nieuwe Excel-werkmap"),
    ),
    Case(
        "a file that eats memory",
        "a small file can make a parser ask for all the memory that there is",
        lambda: listening("eat memory"),
        "rejected",
        (("R-FILE-12", ""),),
    ),
    Case(
        "a file that takes for ever",
        "a parser may go round in circles, and the system ends it when its time is over",
        lambda: listening("use up the processor"),
        "rejected",
        (("R-FILE-13", ""),),
        texts=("Het lezen van het bestand duurde te lang", "Laat alleen het ingevulde formulier"),
    ),
    Case(
        "a file that takes its reader over",
        "an exploit would answer for the reader; an answer that is none is not believed",
        lambda: listening("say an unknown rule"),
        "rejected",
        (("R-FILE-12", ""),),
    ),
    Case(
        "a bomb",
        "200 KB that inflate to more than 200 MiB",
        with_entry("xl/media/a.bin", lambda _: b"\0" * (200 * 2**20)),
        "rejected",
        (("R-FILE-08", ""),),
        texts=("Uitgepakt is het bestand te groot",),
    ),
    Case(
        "an archive of many files",
        "each costs something, however empty it is",
        of_many_entries,
        "rejected",
        (("R-FILE-07", ""),),
    ),
    Case(
        "a cell in the last row there can be",
        "a reader would build all rows before it",
        with_entry(SHEET, lambda sheet: sheet.replace(b'r="A5"', b'r="A1048576"')),
        "rejected",
        (("R-FILE-09", ""),),
    ),
    Case(
        "a cell in the last column there can be",
        "a reader would build all columns before it",
        with_entry(SHEET, lambda sheet: sheet.replace(b'r="A5"', b'r="XFD5"')),
        "rejected",
        (("R-FILE-10", ""),),
    ),
    Case(
        "an entity that grows",
        "a document type may define text that doubles itself, or that is read from a file",
        with_entry(
            "xl/sharedStrings.xml",
            lambda inside: inside.replace(
                b"<sst", b'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst', 1
            ),
        ),
        "rejected",
        (("R-FILE-01", ""),),
        texts=('Gevonden    "DOCTYPE"',),
    ),
    Case(
        "an external link",
        "a workbook may point at another file or at a server; it is never followed",
        with_entry("xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>"),
        "accepted",
    ),
    Case(
        "a pickle",
        "it would run as a program where it is loaded; types are known by content",
        lambda: b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94.",
        "rejected",
        (("R-TEXT-01", "A1"),),
    ),
    Case(
        "text that would be a formula",
        "it is kept as the text that it is",
        lambda: form(rows=[("1", '\'=HYPERLINK("http://example.org")', "Aanbod", "groen", "")]),
        "accepted",
    ),
    Case(
        "a statement for the database in a cell",
        "values are bound and never become a statement",
        lambda: form(rows=[("1", "x'); DROP TABLE record.event; --", "Aanbod", "groen", "")]),
        "accepted",
    ),
)
