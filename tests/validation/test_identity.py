"""Region, period and headings as people write them, in every kind of file that holds them."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime

import openpyxl
import pytest
from odfdo import Document
from openpyxl.packaging.custom import DateTimeProperty, StringProperty

from tests.harness.builders import HEADER, ROWS, nothing, workbook
from tests.harness.file_writers import as_csv, as_ods, as_openpyxl, as_parquet
from tests.validation.batches import validate_each

BODY = [*ROWS, *nothing()]
PERIOD = ("Periode", "2021-H1")
REGION = ("Regio", "AM12")
Cells = Sequence[Sequence[str]]


@pytest.fixture(scope="module")
def validated(programme) -> Callable[[bytes], tuple[str, list[str]]]:
    """What gives what becomes of a file, and the rules that have something to say, by place."""
    contents = [
        *(write(kind, cells) for kind in KINDS for cells in CELLS),
        *(content for content, *_ in (*RECORD_FILES, *PROPERTY_FILES)),
    ]
    batches = dict(zip(contents, validate_each(contents, programme), strict=True))

    def outcome_of(content: bytes) -> tuple[str, list[str]]:
        batch = batches[content]
        findings = batch.findings
        places = zip(findings["rule"], findings["cell"], strict=True)
        return batch.results[0].outcome, [f"{rule} {cell}" for rule, cell in places]

    return outcome_of


def padded(cells: Cells) -> list[tuple[str, ...]]:
    width = max(map(len, cells))
    return [(*row, *[""] * (width - len(row))) for row in cells]


KINDS: dict[str, Callable[[Cells], bytes]] = {
    "xlsx": lambda cells: as_openpyxl(padded(cells)),
    "ods": lambda cells: as_ods(padded(cells)),
    "csv": lambda cells: as_csv(padded(cells)),
    "csv with short titles": lambda cells: as_csv(cells, ","),
}
_WRITTEN: dict[tuple[str, str], bytes] = {}


def write(kind: str, cells: Cells) -> bytes:
    """Return a file with these cells, the same whenever it is asked for."""
    key = kind, repr(cells)
    if key not in _WRITTEN:
        _WRITTEN[key] = KINDS[kind](cells)
    return _WRITTEN[key]


CERTAIN = [
    ([("Regio", "AM12 Gooi en Vechtstreek"), PERIOD], []),
    ([("Regio", "Gooi en Vechtstreek (AM12)"), PERIOD], []),
    ([("Regio", "AM12 – Gooi & Vechtstreek"), PERIOD], []),
    ([("Regio *", "AM12"), ("Periode (verplicht)", "2021-H1")], []),
    ([("Regio", "AM12", "Plaats", "Amsterdam"), PERIOD], []),
    ([("Regio", "AM12", "Plaats: Amsterdam"), PERIOD], []),
    ([("Plaats", "Amsterdam", "Regio", "AM12"), PERIOD], []),
    ([("Regio", "AM12", "Contact", "J. Jansen", "Amsterdam"), PERIOD], []),
    ([("Regio", "AM12", "Gemeente", "Groningen"), PERIOD], []),
    ([("Regio", "AM12", "", "Amsterdam"), PERIOD], ["R-REGION-07 D1"]),
    ([("Regio", "AM12", "Amsterdam"), PERIOD], ["R-REGION-07 C1"]),
    ([("Regio: AM12", "Amsterdam"), PERIOD], ["R-REGION-07 B1"]),
    ([("Regio", "AM12", "en", "AM18"), PERIOD], ["R-REGION-07 D1"]),
    ([REGION, ("Periode", "2021-H1", "Datum", "30-06-2021")], []),
    ([REGION, ("Periode", "2021-H1", "Datum", "31-12-2020")], ["R-PERIOD-07 D2"]),
    ([REGION, ("Periode", "2021-H1 (eerste halfjaar 2021)")], []),
    ([("[draft] Rapportage",), REGION, PERIOD], []),
    ([("{draft}",), REGION, PERIOD], []),
    ([("<draft> Rapportage",), REGION, PERIOD], []),
    ([("Toelichting, zie blad 2",)] * 17 + [REGION, PERIOD], []),
]
UNCERTAIN = [
    ([("Regio", "AM12 Groot-Amsterdam"), PERIOD], ["R-REGION-06 B1"]),
    ([("Regio", "AM18 Groot-Amsterdam"), PERIOD], ["R-REGION-02 B1"]),
    ([("Regio", "AM12?"), PERIOD], ["R-REGION-01 B1"]),
    ([("Regio", "AM12", "AM18"), PERIOD], ["R-REGION-04 C1"]),
    ([("Regio", "AM12", "Regio", "Amsterdam"), PERIOD], ["R-REGION-04 D1"]),
    ([REGION, ("Periode", "2021-H1", "2020-H2")], ["R-PERIOD-04 C2"]),
    ([REGION, ("Periode", "2021-H1 (eerste halfjaar 2020)")], ["R-PERIOD-01 B2"]),
    ([("Uitleg",)] * 18 + [REGION, PERIOD], ["R-LAYOUT-13 A21"]),
    ([("Uitleg",)] * 400 + [REGION, PERIOD], ["R-LAYOUT-13 A403"]),
    ([(*REGION, *PERIOD), *[("Uitleg",)] * 30], ["R-LAYOUT-13 A32"]),
]
HEADINGS = [
    ([f"{name}*" for name in HEADER], []),
    ([f"{at}. {name}" for at, name in enumerate(HEADER, start=1)], []),
    ([f"[{name}]" for name in HEADER], []),
    ([f"{name} (verplicht):" for name in HEADER], []),
    ([f"{name} - verplicht" for name in HEADER], []),
    ([f"• {name} ▼" for name in HEADER], []),
    ([*HEADER[:3], "Status\n(groen, oranje of rood)", HEADER[4]], ["R-LAYOUT-12 D3"]),
    ([*HEADER[:4], "Toelichting (max. 500 tekens)"], ["R-LAYOUT-12 E3"]),
    ([*HEADER[:4], "Toelichting (intern)"], ["R-LAYOUT-08 E3"]),
]
CELLS = [
    *([*titles, HEADER, *BODY] for titles, _ in (*CERTAIN, *UNCERTAIN)),
    *([REGION, PERIOD, header, *BODY] for header, _ in HEADINGS),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("titles", "expected"), CERTAIN)
def test_what_is_certain_is_accepted_in_every_kind(kind, titles, expected, validated):
    assert validated(write(kind, [*titles, HEADER, *BODY])) == ("accepted", expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("titles", "expected"), UNCERTAIN)
def test_what_is_not_certain_is_refused_in_every_kind(kind, titles, expected, validated):
    assert validated(write(kind, [*titles, HEADER, *BODY])) == ("rejected", expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("header", "expected"), HEADINGS)
def test_headings_are_read_in_every_kind(kind, header, expected, validated):
    assert validated(write(kind, [REGION, PERIOD, header, *BODY])) == ("accepted", expected)


RECORDS = [dict(zip(HEADER, row, strict=True)) for row in BODY]
MARKED = [{f"{key} *": text for key, text in record.items()} for record in RECORDS]
FULL = ("Regio", "Periode", *HEADER)


def as_object(region: str, records: Sequence[dict[str, str]] = RECORDS, **others: str) -> bytes:
    result = {"Regio": region, **others, "Periode": "2021-H1", "activiteiten": records}
    return json.dumps(result).encode()


def as_columns(region: str) -> bytes:
    return as_parquet([FULL, *[(region, "2021-H1", *row) for row in BODY]])


def with_parquet_properties(cells: Cells, **properties: str) -> bytes:
    return as_parquet(cells, properties)


def with_ods_properties(cells: Cells, **properties: str) -> bytes:
    document = Document(io.BytesIO(as_ods(padded(cells))))
    for name, value in properties.items():
        document.meta.set_user_defined_metadata(name, value)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def with_xlsx_properties(cells: Cells, **properties: str | datetime) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(cells)))
    for name, value in properties.items():
        kind = StringProperty if isinstance(value, str) else DateTimeProperty
        book.custom_doc_props.append(kind(name=name, value=value))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


RECORD_FILES = [
    (as_object("AM12 Gooi en Vechtstreek"), "accepted", []),
    (as_object("AM12", Plaats="Amsterdam"), "accepted", []),
    (as_object("AM12", MARKED), "accepted", []),
    (as_object("AM12 Groot-Amsterdam"), "rejected", ["R-REGION-06 Regio"]),
    (as_columns("Gooi en Vechtstreek (AM12)"), "accepted", []),
    (as_columns("AM12 Groot-Amsterdam"), "rejected", ["R-REGION-06 [1].Regio"]),
    (
        with_parquet_properties([HEADER, *BODY], Regio="AM12 Hilversum", Periode="2021-H1"),
        "accepted",
        [],
    ),
]


@pytest.mark.parametrize(("content", "outcome", "expected"), RECORD_FILES)
def test_records_and_columns_are_read_alike(content, outcome, expected, validated):
    assert validated(content) == (outcome, expected)


EXPECTED = [REGION, PERIOD, HEADER, *BODY]
OTHERWISE = {"Regio": "AM18", "Periode": "2020-H2"}
REPORTED = ["R-REGION-08 property:Regio", "R-PERIOD-08 property:Periode"]


PROPERTY_FILES = [
    (with_xlsx_properties(EXPECTED, **OTHERWISE), "accepted", REPORTED),
    (with_ods_properties(EXPECTED, **OTHERWISE), "accepted", REPORTED),
    (
        with_parquet_properties([FULL, *[("AM12", "2021-H1", *row) for row in BODY]], **OTHERWISE),
        "accepted",
        REPORTED,
    ),
    (with_xlsx_properties(EXPECTED, Regio="Sociaal domein", Periode="Q2"), "accepted", []),
    (with_xlsx_properties(EXPECTED, Periode="1;#2020-H2|3c4d"), "accepted", []),
    (with_xlsx_properties(EXPECTED, Regio="AM12", Periode="2021-H1"), "accepted", []),
    (with_xlsx_properties(EXPECTED, Periode=datetime(2021, 6, 30)), "accepted", []),  # noqa: DTZ001
    (with_xlsx_properties(EXPECTED, Periode=datetime(2020, 12, 31)), "accepted", REPORTED[1:]),  # noqa: DTZ001
    (with_xlsx_properties([REGION, *EXPECTED[2:]], Periode="2021-H1"), "accepted", []),
    (
        with_xlsx_properties([REGION, *EXPECTED[2:]], Periode=datetime(2021, 6, 30)),  # noqa: DTZ001
        "accepted",
        [],
    ),
    (
        with_ods_properties([HEADER, *BODY], Regio="AM12", Periode="2021-H1"),
        "accepted",
        [],
    ),
    (
        with_xlsx_properties([PERIOD, HEADER, *BODY], Regio="AM12", Arbeidsmarktregio="AM18"),
        "rejected",
        ["R-REGION-04 property:Arbeidsmarktregio"],
    ),
    (
        with_xlsx_properties([PERIOD, HEADER, *BODY], Regio="AM18"),
        "rejected",
        ["R-REGION-02 property:Regio"],
    ),
]


@pytest.mark.parametrize(("content", "outcome", "expected"), PROPERTY_FILES)
def test_a_property_counts_only_where_no_cell_says_it(content, outcome, expected, validated):
    assert validated(content) == (outcome, expected)
