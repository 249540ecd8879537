"""What happened between two events that may have changed figures, for releases to be compared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import duckdb

from pow_pipeline.warehouse.query import fetch

Cause = Literal["late_submission", "correction", "decision", "register", "rules", "programme"]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
_HAPPENED: Final = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class Happening:
    """One thing that may have changed figures.

    Attributes:
        bears_on: figures (all that is counted from reports), rate (how a period was reported) or
            flag (flags alone).
        region_code, period: what it is about; None for all.
        event: the number of the event.
        delivery: the delivery, where it is one.
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
    """Return what happened after event `since`, and by event `until`, about periods up to one."""
    query = _HAPPENED.read_text(encoding="utf-8")
    found = (Happening(**row) for row in fetch(connection, query, {"since": since, "until": until}))
    return tuple(each for each in found if each.period is None or each.period <= period)


def regions_gone_over(
    connection: duckdb.DuckDBPyConnection, since: int, until: int
) -> Mapping[str, frozenset[str]]:
    """Return by region those from which activities went over to it, at either of two events."""
    found = connection.execute(
        """
        SELECT DISTINCT mapping.to_region, mapping.from_region
        FROM (
            FROM summary.mapping_known(as_of := $since)
            UNION ALL
            FROM summary.mapping_known(as_of := $until)
        ) AS mapping
        """,
        {"since": since, "until": until},
    ).fetchall()
    sources: dict[str, set[str]] = defaultdict(set)
    for region, source in found:
        sources[region].add(source)
    return {region: frozenset(each) for region, each in sources.items()}
