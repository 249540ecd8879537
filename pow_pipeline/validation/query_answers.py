"""Parses the answers to queries that a sender wrote on the findings worksheet of a marked workbook.

The worksheet is recognised by its header, never by its name. The rest of it is ignored.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import pandas as pd

from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.model.findings import Finding
from pow_pipeline.validation.form import Table
from pow_pipeline.validation.header import Header, find_headers
from schemas.evidence import QUERY_ANSWER_COLUMNS
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.rules import RULES
from schemas.submission import says_enough
from schemas.text.ids import canonical_id
from schemas.text.personal import (
    MASK,
    PERSONAL,
    holds_personal,
    without_personal,
    without_personal_name,
)

_COLUMNS: Final = ("rule", "activities", "answer")
_KNOWN_BY: Final = frozenset(("rule", "answer"))
_HEADER_ROWS: Final = 20
# Limits per delivery: a long text about each of thousands of ids would fill the memory.
_LONGEST: Final = 9_000  # characters; the text is shown in one cell again
_MOST_SIGNS: Final = 10_000_000


@dataclass(frozen=True)
class SplitReading:
    """A parsed delivery, split into the form and the findings worksheets.

    Attributes:
        reading: the delivery without the findings worksheets.
        tables: tables of the findings worksheets; one row is one finding as we listed it.
    """

    reading: Reading
    tables: tuple[Table, ...]


def split_reading(reading: Reading, programme: Programme) -> SplitReading:
    """Separate the findings worksheets from a parsed delivery.

    A worksheet that also has activities is not separated, so that no activity is lost.
    """
    tables, others = [], []
    for sheet in reading.sheets:
        header = _find_header(sheet, programme.languages)
        if header and not _holds_activities(sheet, programme):
            tables.append(Table(header, tuple(header.rows_below())))
        else:
            others.append(sheet)
    return SplitReading(
        replace(reading, sheets=tuple(others)) if tables else reading, tuple(tables)
    )


def frame_query_answers(
    split_readings: Sequence[SplitReading], programme: Programme
) -> pd.DataFrame:
    """Return the explanations without personal data, with the columns `QUERY_ANSWER_COLUMNS`.

    One row is the explanation of one rule for one activity; several texts about the same are
    joined. Texts that say too little and texts about unknown rules are left out.
    """
    first: dict[tuple[str, str, str], dict[str, str]] = {}
    texts: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for split in split_readings:
        for row in _explanations(split, programme.validating.shortest_explanation):
            about = (row["delivery"], row["rule"], row["activity_id"].casefold())
            first.setdefault(about, row)
            texts[about][row["text"]] = None
    rows = [row | {"text": "\n".join(texts[about])[:_LONGEST]} for about, row in first.items()]
    return pd.DataFrame(rows, columns=list(QUERY_ANSWER_COLUMNS), dtype=str)


def check_query_answers(split_readings: Sequence[SplitReading]) -> Iterator[Finding]:
    """Yield the findings of the privacy rules about explanations."""
    for split in split_readings:
        delivery = split.reading.delivery.delivery
        for cell in _cells(split):
            broken = [rule for rule in PERSONAL if holds_personal(cell.text, rule)]
            for rule in broken:
                yield Finding(delivery, rule, sheet=cell.sheet, cell=cell.cell, found=MASK)


@dataclass(frozen=True)
class _Cell:
    rule: str
    activities: str
    text: str
    sheet: str
    cell: str


def _find_header(sheet: Sheet, languages: Sequence[str]) -> Header | None:
    for row, cells in enumerate(sheet.rows[:_HEADER_ROWS], start=1):
        for labels in map(_labels, languages):
            names = tuple(labels.get(cell.strip().casefold(), "") for cell in cells)
            if set(names) >= _KNOWN_BY:
                return Header(sheet, row, names)
    return None


@cache
def _labels(language: str) -> dict[str, str]:
    words = read_language(language).marked
    return {words[name].casefold(): name for name in _COLUMNS}


def _holds_activities(sheet: Sheet, programme: Programme) -> bool:
    within = programme.thresholds.header_rows
    headers = find_headers([sheet], programme.headings, within=within)
    return any(header.is_of_activities for header in headers)


def _cells(split: SplitReading) -> Iterator[_Cell]:
    """Yield every filled explanation cell."""
    for table in split.tables:
        texts = zip(table.rows, *map(table.texts, _COLUMNS), strict=True)
        for (number, _), rule, activities, text in texts:
            if text.strip():
                cell = table.address("answer", number, fallback="answer")
                yield _Cell(rule, activities, text.strip(), table.header.sheet.name, cell)


def _explanations(split: SplitReading, shortest: int) -> Iterator[dict[str, str]]:
    room = _MOST_SIGNS
    for cell in _cells(split):
        rule, text = cell.rule.strip().upper(), without_personal(cell.text)
        if rule not in RULES or not says_enough(text, shortest):
            continue
        ids = [line.strip() for line in cell.activities.splitlines() if line.strip()]
        for activity_id in ids or [""]:
            room -= len(text)
            if room < 0:
                return
            yield {
                "delivery": split.reading.delivery.delivery,
                "rule": rule,
                "activity_id": without_personal_name(canonical_id(activity_id)),
                "text": text,
                "sheet": without_personal(cell.sheet),
                "cell": cell.cell,
            }
