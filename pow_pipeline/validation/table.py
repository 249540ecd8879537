"""Sorts the rows below a header: activities, declarations of no activities, and ignored rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pow_pipeline.validation.form import Row
from pow_pipeline.validation.header import Header
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.text.matching import matching_key


@dataclass(frozen=True)
class Sorted:
    """The filled rows below a header by kind.

    Attributes:
        activities: each row is one activity.
        nothing: each row declares that a category has no activities.
        left_out: totals and notes below the last activity, and rows that are empty in all known
            columns.
    """

    activities: tuple[Row, ...]
    nothing: tuple[Row, ...]
    left_out: tuple[Row, ...]


def sort_rows(header: Header, programme: Programme) -> Sorted:
    """Return the filled rows below a header, sorted by kind."""
    places = list(header.columns.values())
    rows = list(header.rows_below())
    known = [row for row in rows if any(row[1][place] for place in places)]
    while known and _is_note(known[-1], header, programme):
        known.pop()
    # The status comes first: few texts occur in it, and most rows need no other check.
    keys, places = programme.nothing_keys, _places(header, "status", "activity_id", "activity_name")
    nothing = tuple(row for row in known if _is_nothing(row, header, places, keys))
    relevant = {number for number, _ in known}
    declared = {number for number, _ in nothing}
    return Sorted(
        tuple(row for row in known if row[0] not in declared),
        nothing,
        tuple(row for row in rows if row[0] not in relevant),
    )


def _is_nothing(
    row: Row, header: Header, places: Sequence[int], nothing_keys: Collection[str]
) -> bool:
    """Return whether a row has only a category and words that mean "no activities"."""
    texts = [row[1][place] for place in places if row[1][place]]
    if not texts or any(matching_key(text) not in nothing_keys for text in texts):
        return False
    return any(row[1][place] for place in _places(header, "category"))


def _is_note(row: Row, header: Header, programme: Programme) -> bool:
    """Return whether the last row is a total or a note instead of an activity."""
    texts = [row[1][place] for place in header.columns.values()]
    known = {"category": programme.category_codes, "status": programme.status_codes}
    values = [row[1][place] for place in _places(header, *known) if row[1][place]]
    if any(matching_key(text) in codes for text in values for codes in known.values()):
        return False
    words = next(filter(None, texts)).split()
    if words and matching_key(words[0]) in _words_for_totals(programme.languages):
        return True
    is_named = all(row[1][place] for place in _places(header, "activity_id", "activity_name"))
    return not values and not is_named and not _is_coloured(row, header)


def _places(header: Header, *names: str) -> list[int]:
    """Return the indexes of the named columns that the header has."""
    return [header.columns[name] for name in names if name in header.columns]


def _is_coloured(row: Row, header: Header) -> bool:
    place = header.columns.get("status")
    return any(at[:2] == (row[0], place) for at in header.sheet.coloured)


def _words_for_totals(languages: Sequence[str]) -> set[str]:
    return {word for code in languages for word in read_language(code).totals}
