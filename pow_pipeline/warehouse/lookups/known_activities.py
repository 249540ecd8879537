"""Looks up what is known of each region for the form of a period, from its reports in force."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.model.regions import Known, KnownActivity
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

_REPORTED: Final = read_sql(__file__, "queries/known_activities/reporting_regions")
_ACTIVITIES: Final = read_sql(__file__, "queries/known_activities/known_activities")
_ANSWERS: Final = """
    SELECT report.region_code, answer.question, answer.score, answer.remark
    FROM summary.submission_in_force($period) AS report
    JOIN record.answer USING (submission)
"""
_EXTENDED: Final = """
    SELECT region_code, until FROM summary.extension_in_force($period)
"""


def known_of_regions(warehouse: Path, period: str) -> dict[str, Known]:
    """Return the known activities, answers and extension of each region, by its code.

    Regions without known data are left out.

    Args:
        warehouse: the path of the warehouse, which is only read.
        period: the code of the period that the form is for.

    Raises:
        LockedError: another process still writes the warehouse after the waiting time.
        WarehouseError: the warehouse cannot be read.
    """
    with read_warehouse(warehouse) as connection:
        reported = {
            row["region_code"]: tuple(row["declared_empty"])
            for row in _fetch(connection, _REPORTED, period)
        }
        extended = {
            row["region_code"]: row["until"] for row in _fetch(connection, _EXTENDED, period)
        }
        activities: dict[str, list[KnownActivity]] = defaultdict(list)
        for row in _fetch(connection, _ACTIVITIES, period):
            row["themes"] = tuple(row["themes"])
            activities[row.pop("region_code")].append(KnownActivity(**row))
        answers: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
        for row in _fetch(connection, _ANSWERS, period):
            answers[row["region_code"]][row["question"]] = (row["score"], row["remark"])
    return {
        region: Known(
            reported.get(region, ()),
            tuple(activities[region]),
            answers[region],
            extended.get(region),
        )
        for region in sorted({*reported, *extended, *activities})
    }


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, period: str) -> list[dict[str, Any]]:
    return fetch(connection, query, {"period": period})
