"""What is unfinished about a period, as far as the warehouse tells."""

from dataclasses import dataclass
from typing import Final

import duckdb

from pow_pipeline.warehouse.lookups.final import final_periods, is_touched
from pow_pipeline.warehouse.lookups.happened import happened_between
from pow_pipeline.warehouse.query import fetch

_PENDING: Final = """
    SELECT count(*) AS deliveries
    FROM record.delivery
    ANTI JOIN record.verdict USING (delivery)
    ANTI JOIN (
        SELECT delivery FROM record.decision WHERE decision = 'erase'
    ) AS erased USING (delivery)
"""
_CONCEPT: Final = """
    SELECT
        concept.as_of,
        EXISTS (
            FROM record.decision
            WHERE decision.decision = 'sign-off'
                AND decision.period = concept.period
                AND decision.figures = concept.figures
        ) AS is_signed_off
    FROM record.concept
    WHERE concept.period = $period
    ORDER BY concept.event DESC
    LIMIT 1
"""


@dataclass(frozen=True)
class Agenda:
    """What is unfinished.

    Attributes:
        pending: how many deliveries, of any period, are received and not judged.
        changed_since: how many things happened since the last release that may have changed its
            figures; 0 where there is none.
        has_concept: whether there is a concept made after the last thing that may change figures.
        is_signed_off: whether another than who made that stood for its figures.
        touches_final: whether the period is final, and something happened since that may have
            changed its figures.
    """

    pending: int
    changed_since: int
    has_concept: bool
    is_signed_off: bool
    touches_final: bool = False


def agenda_of(
    connection: duckdb.DuckDBPyConnection, period: str, *, released_as_of: int | None, event: int
) -> Agenda:
    """Return what is unfinished about a period.

    Args:
        connection: the warehouse.
        period: the period.
        released_as_of: the event whose state its last release shows, if there is one.
        event: the last event that the warehouse shows.
    """
    (pending,) = fetch(connection, _PENDING)
    concept = next(iter(fetch(connection, _CONCEPT, {"period": period})), None)

    def happened(since: int) -> int:
        return len(happened_between(connection, period, since, event))

    final = final_periods(connection).get(period)
    has_concept = concept is not None and not happened(concept["as_of"])
    return Agenda(
        pending["deliveries"],
        happened(released_as_of) if released_as_of else 0,
        has_concept,
        has_concept and concept is not None and concept["is_signed_off"],
        final is not None and is_touched(connection, period, final, event),
    )
