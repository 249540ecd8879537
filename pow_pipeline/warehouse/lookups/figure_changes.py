"""Finds the events between two releases that may have changed figures."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import duckdb

from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

Cause = Literal["late_submission", "correction", "decision", "register", "rules", "programme"]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
_FIGURE_CHANGES: Final = read_sql(__file__, "queries/figure_changes/figure_changes")


@dataclass(frozen=True)
class FigureChange:
    """One event that may have changed figures.

    Attributes:
        affects: figures (everything counted from reports), rate (how a period was reported) or
            flag (only flags).
        region_code, period: the region and period that it is about; None for all.
        event: the number of the event.
        delivery: the delivery, None if the event is not about one.
    """

    cause: Cause
    affects: Literal["figures", "rate", "flag"]
    region_code: str | None
    period: str | None
    event: int
    delivery: str | None


def figure_changes_between(
    connection: duckdb.DuckDBPyConnection, period: str, since: int, until: int
) -> tuple[FigureChange, ...]:
    """Return the events after `since`, up to `until`, that concern `period` or an earlier one."""
    changes = (
        FigureChange(**row)
        for row in fetch(connection, _FIGURE_CHANGES, {"since": since, "until": until})
    )
    return tuple(change for change in changes if change.period is None or change.period <= period)


def moved_regions(
    connection: duckdb.DuckDBPyConnection, since: int, until: int
) -> Mapping[str, frozenset[str]]:
    """Return, by region, the regions that activities moved from, at either of two events."""
    rows = connection.execute(
        read_sql(__file__, "queries/figure_changes/moved_regions"),
        {"since": since, "until": until},
    ).fetchall()
    sources: dict[str, set[str]] = defaultdict(set)
    for region, source in rows:
        sources[region].add(source)
    return {region: frozenset(origins) for region, origins in sources.items()}
