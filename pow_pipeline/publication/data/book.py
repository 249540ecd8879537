"""Builds the worksheets of the workbook of a release, for any spreadsheet program.

The notes come first, then one worksheet per table, and last the meaning of its columns and codes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, Protocol

from pow_pipeline.publication.data.about import is_provisional
from pow_pipeline.publication.data.codes import code_labels, flag_labels
from pow_pipeline.publication.data.tables import Column, Table, Value
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.language import Language, read_language
from schemas.programme.programme import Programme
from schemas.published import PUBLISHED

CellValue = str | int | float | bool | date | datetime | None
Look = Literal["plain", "share", "percent", "points", "date", "moment", "title", "label", "wide"]

_LOOKS: Final[dict[str, Look]] = {
    "share": "share",
    "%": "percent",
    "percentage points": "points",
}
_LARGEST_STORED: Final = 2**53  # a larger number loses digits in a worksheet
_LEAST_WIDTH: Final = 9  # characters
_MOST_WIDTH: Final = 60


@dataclass(frozen=True)
class BookColumn:
    """One column of a worksheet: the look of its values, and its width in characters."""

    look: Look
    width: int


class SheetRows(Protocol):
    """Rows that can be read several times."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[CellValue, ...]]: ...


@dataclass(frozen=True)
class _TableRows:
    """The header and the rows of a table."""

    table: Table

    def __len__(self) -> int:
        return len(self.table.rows) + 1

    def __iter__(self) -> Iterator[tuple[CellValue, ...]]:
        yield tuple(self.table.names)
        for row in self.table.rows:
            yield tuple(map(storable, row))


@dataclass(frozen=True)
class BookSheet:
    """One worksheet; with a header it is a table with a frozen first row and filters."""

    name: str
    columns: tuple[BookColumn, ...]
    rows: SheetRows
    has_header: bool = True
    titles: frozenset[int] = frozenset()  # rows shown as titles, from 0; only without a header


def make_book(
    included: Sequence[Table], tables: Sequence[Table], *, plan: ReleasePlan, programme: Programme
) -> list[BookSheet]:
    """Return the worksheets of the workbook with some of the tables of a release."""
    language = read_language(programme.language)
    words = language.data
    provisional = is_provisional({table.name: table for table in tables}, plan.period)
    facts = [
        (words["release"], plan.name),
        (words["state"], words["provisional" if provisional else "final"]),
        *_facts(plan=plan, programme=programme, language=language),
    ]
    return [
        _notes(included, facts, plan=plan, programme=programme, language=language),
        *(_sheet(table) for table in included),
        _listing(words["columns"], _column_rows(included, language)),
        _listing(words["codes"], _code_rows(programme, language)),
    ]


def _sheet(table: Table) -> BookSheet:
    looks = [_look(table.name, column) for column in table.columns]
    columns = (
        BookColumn(look, min(max(len(column.name) + 4, _LEAST_WIDTH), _MOST_WIDTH))
        for look, column in zip(looks, table.columns, strict=True)
    )
    return BookSheet(table.name, tuple(columns), _TableRows(table))


def _look(table: str, column: Column) -> Look:
    if column.kind in {"date", "moment"}:
        return "date" if column.kind == "date" else "moment"
    promised = PUBLISHED[table].columns.get(column.name) if table in PUBLISHED else None
    unit = (promised.metadata or {}).get("unit") if promised else None
    return _LOOKS.get(unit or "", "plain")


def storable(value: Value) -> CellValue:
    """Return a value in a form that a worksheet can hold: lists and very large numbers as text."""
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, int) and abs(value) > _LARGEST_STORED:
        return str(value)
    return value


def _notes(
    tables: Sequence[Table],
    facts: Sequence[tuple[str, str]],
    *,
    plan: ReleasePlan,
    programme: Programme,
    language: Language,
) -> BookSheet:
    words = language.data
    title = words["title"].format(
        programme=programme.name[language.code], period=language.period(plan.period)
    )
    parts: list[tuple[str, Iterable[tuple[str, str]]]] = [
        (title, facts),
        (words["sheets"], [(table.name, table.meaning) for table in tables]),
        (words["flags"], flag_labels(language).items()),
        (
            words["reading"],
            [("", text) for name, text in words.items() if name.startswith("reading_")],
        ),
    ]
    rows: list[tuple[CellValue, ...]] = []
    titles = set()
    for heading, lines in parts:
        titles.add(len(rows))
        rows += [(heading, None), *lines, (None, None)]
    columns = (BookColumn("label", 24), BookColumn("wide", 110))
    return BookSheet(
        words["notes"], columns, tuple(rows), has_header=False, titles=frozenset(titles)
    )


def _facts(
    *, plan: ReleasePlan, programme: Programme, language: Language
) -> Iterator[tuple[str, str]]:
    words = language.data
    if period := programme.period(plan.period):
        yield words["reference_date"], language.day(period.reference)
    yield words["issued"], language.day(plan.issued)
    if following := programme.next_publication(plan.period, plan.issued):
        day, period_name = language.day(following.publication), language.period(following.code)
        yield words["next"], words["next_of"].format(day=day, period=period_name)
    colophon, code = programme.colophon, language.code
    for name, text in (
        ("publisher", (colophon.publisher or {}).get(code)),
        ("contact", (colophon.contact or {}).get(code)),
        ("contact", colophon.contact_link),
        ("licence", programme.catalogue.licence),
    ):
        if text:
            yield words[name], text


def _listing(name: str, rows: Sequence[tuple[str, ...]]) -> BookSheet:
    widths = (max(len(row[place]) for row in rows) + 2 for place in range(len(rows[0])))
    columns = tuple(
        BookColumn("wide", min(max(width, _LEAST_WIDTH), 2 * _MOST_WIDTH)) for width in widths
    )
    return BookSheet(name, columns, tuple(rows))


def _column_rows(tables: Iterable[Table], language: Language) -> list[tuple[str, ...]]:
    words = language.data
    header = tuple(words[word] for word in ("table", "column", "type", "unit", "meaning"))
    return [header] + [
        (table.name, column.name, column.kind, _unit(table.name, column.name), column.meaning)
        for table in tables
        for column in table.columns
    ]


def _unit(table: str, column: str) -> str:
    promised = PUBLISHED[table].columns.get(column) if table in PUBLISHED else None
    return str((promised.metadata or {}).get("unit", "")) if promised else ""


def _code_rows(programme: Programme, language: Language) -> list[tuple[str, ...]]:
    header = tuple(language.data[word] for word in ("column", "code", "label"))
    return [header] + [
        (column, code, label)
        for column, code_names in code_labels(programme, language).items()
        for code, label in code_names.items()
    ]
