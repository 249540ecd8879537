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
_HAPPENED: Final = read_sql(__file__, "queries/happened/happened_between")


@dataclass(frozen=True)
class Happening:
    """One event that may have changed figures.

    Attributes:
        bears_on: figures (everything counted from reports), rate (how a period was reported) or
            flag (only flags).
        region_code, period: the region and period that it is about; None for all.
        event: the number of the event.
        delivery: the delivery, None if the event is not about one.
    """

    cause: Cause
    bears_on: Literal["figures", "rate", "flag"]
    region_code: str | None
    period: str | None
    event: int
    delivery: str | None


def happened_between(
    connection: duckdb.DuckDBPyConnection, period: str, since: int, until: int
) -> tuple[Happening, ...]:
    """Return the events after `since`, up to `until`, that concern `period` or an earlier one."""
    happenings = (
        Happening(**row) for row in fetch(connection, _HAPPENED, {"since": since, "until": until})
    )
    return tuple(
        happening
        for happening in happenings
        if happening.period is None or happening.period <= period
    )


def regions_gone_over(
    connection: duckdb.DuckDBPyConnection, since: int, until: int
) -> Mapping[str, frozenset[str]]:
    """Return, by region, the regions that activities moved from, at either of two events."""
    rows = connection.execute(
        read_sql(__file__, "queries/happened/moved_regions"),
        {"since": since, "until": until},
    ).fetchall()
    sources: dict[str, set[str]] = defaultdict(set)
    for region, source in rows:
        sources[region].add(source)
    return {region: frozenset(origins) for region, origins in sources.items()}
