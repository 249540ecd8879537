"""Which rows below a header count: activities, declarations of nothing, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.judging.form import Row
from pow_pipeline.judging.header import Header
from schemas.language import read_language
from schemas.matching import matching_key
from schemas.programme import Programme


@dataclass(frozen=True)
class Sorted:
    """The filled rows below a header, by what they are.

    Attributes:
        activities: each is one activity.
        nothing: each declares a category to have no activities.
        left_out: totals and notes below the last activity, and rows without a known column.
    """

    activities: tuple[Row, ...]
    nothing: tuple[Row, ...]
    left_out: tuple[Row, ...]


def sort_rows(header: Header, programme: Programme) -> Sorted:
    """Return the filled rows below a header, sorted by what they are."""
    places = list(header.columns.values())
    rows = list(header.rows_below())
    known = [row for row in rows if any(row[1][place] for place in places)]
    last = next(
        (at for at in range(len(known), 0, -1) if not _is_note(known[at - 1], header, programme)), 0
    )
    nothing = tuple(row for row in known[:last] if _is_nothing(row, header, programme))
    kept = {number for number, _ in known[:last]}
    said = {number for number, _ in nothing}
    return Sorted(
        tuple(row for row in known[:last] if row[0] not in said),
        nothing,
        tuple(row for row in rows if row[0] not in kept),
    )


def _texts(row: Row, header: Header, *names: str) -> list[str]:
    """Return the texts of those of some columns that the header names."""
    columns = header.columns
    return [row[1][columns[name]] for name in names if name in columns]


def _is_nothing(row: Row, header: Header, programme: Programme) -> bool:
    """Whether a row names a category and nothing else, but for the words that say so."""
    others = [*filter(None, _texts(row, header, "activity_id", "activity_name", "status"))]
    is_said = all(matching_key(text) in programme.nothing_keys for text in others)
    return bool(others) and is_said and any(_texts(row, header, "category"))


def _is_note(row: Row, header: Header, programme: Programme) -> bool:
    """Whether a row at the end is a total or a note: nothing in it says how an activity goes."""
    first = next(filter(None, _texts(row, header, *header.columns)), "")
    if matching_key(first.split()[0] if first.split() else "") in _words_for_totals(
        programme.languages
    ):
        return True
    said = any(_texts(row, header, "category", "status")) or _is_coloured(row, header)
    return not said and not all(_texts(row, header, "activity_id", "activity_name"))


def _is_coloured(row: Row, header: Header) -> bool:
    place = header.columns.get("status")
    return any(at[:2] == (row[0], place) for at in header.sheet.coloured)


def _words_for_totals(languages: Sequence[str]) -> set[str]:
    return {word for code in languages for word in read_language(code).totals}
