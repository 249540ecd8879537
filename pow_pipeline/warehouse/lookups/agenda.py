"""Lists the unfinished work on a period that the warehouse knows of."""

from dataclasses import dataclass
from typing import Final

import duckdb

from pow_pipeline.warehouse.lookups.figure_changes import figure_changes_between
from pow_pipeline.warehouse.lookups.final import final_periods, is_touched
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

_PENDING: Final = read_sql(__file__, "queries/agenda/pending_deliveries")
_DRAFT: Final = read_sql(__file__, "queries/agenda/last_draft")


@dataclass(frozen=True)
class Agenda:
    """The unfinished work on a period.

    Attributes:
        pending: number of deliveries, of any period, that were received but not validated.
        changed_since: number of events since the last release that may have changed its figures; 0
            if there is no release.
        has_draft: whether a draft exists that is newer than every event that may change figures.
        is_signed_off: whether another person than the maker of the draft signed off its figures.
        touches_final: whether the period is final and an event since then may have changed its
            figures.
    """

    pending: int
    changed_since: int
    has_draft: bool
    is_signed_off: bool
    touches_final: bool = False


def agenda_of(
    connection: duckdb.DuckDBPyConnection, period: str, *, released_as_of: int | None, event: int
) -> Agenda:
    """Return the unfinished work on a period.

    Args:
        connection: an open warehouse.
        period: the code of the period.
        released_as_of: the event up to which its last release counts; None if there is no release.
        event: the last event that the warehouse shows.
    """
    (pending,) = fetch(connection, _PENDING)
    draft = next(iter(fetch(connection, _DRAFT, {"period": period})), None)

    def changes(since: int) -> int:
        return len(figure_changes_between(connection, period, since, event))

    final = final_periods(connection).get(period)
    has_draft = draft is not None and not changes(draft["as_of"])
    return Agenda(
        pending["deliveries"],
        changes(released_as_of) if released_as_of else 0,
        has_draft,
        has_draft and draft is not None and draft["is_signed_off"],
        final is not None and is_touched(connection, period, final, event),
    )
