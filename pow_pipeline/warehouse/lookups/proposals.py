"""Looks up open proposals of rules, and the activity ids that a region reported."""

from itertools import groupby
from typing import Any, Final

import duckdb

from pow_pipeline.model.regions import Pair, Proposal
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

_OPEN: Final = """
    SELECT period, rule, region_code, delivery, answer, old, new, label
    FROM summary.open_proposal($period)
"""
_REPORTED: Final = read_sql(__file__, "queries/proposals/reported_activities")


def open_proposals(
    connection: duckdb.DuckDBPyConnection, period: str | None = None
) -> list[Proposal]:
    """Return the open proposals about the reports in force of a period, or of all, by region."""
    rows = fetch(connection, _OPEN, {"period": period})
    return [
        _proposal(list(together))
        for _, together in groupby(
            rows, key=lambda row: (row["period"], row["region_code"], row["rule"])
        )
    ]


def _proposal(rows: list[dict[str, Any]]) -> Proposal:
    """Return the proposal of one rule about one report; each query may have its own answer."""
    pairs = tuple(Pair(row["old"], row["new"], row["label"]) for row in rows)
    answers = dict.fromkeys(row["answer"] for row in rows if row["answer"])
    first = rows[0]
    return Proposal(
        rule=first["rule"],
        region_code=first["region_code"],
        period=first["period"],
        delivery=first["delivery"],
        pairs=pairs,
        answer="; ".join(answers),
    )


def reported_ids(connection: duckdb.DuckDBPyConnection, region: str) -> list[tuple[str, str]]:
    """Return period and id of each activity in the reports in force of a region."""
    rows = fetch(connection, _REPORTED, {"region": region})
    return [(row["period"], row["activity_id"]) for row in rows]
