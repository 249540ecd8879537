"""Looks up what is known of each region for the form of a period, from its reports in force."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.model import Known, KnownActivity
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.query import fetch

# One row is a region with a report in force about the period or an earlier one. `declared_empty`
# holds the categories that the latest of these reports declares to be empty.
_REPORTED: Final = """
    SELECT report.region_code, max_by(result.declared_empty, report.period) AS declared_empty
    FROM summary.submission_in_force AS report
    JOIN record.result
        ON result.delivery = report.delivery AND result.event = report.event
    WHERE report.period <= $period
    GROUP BY report.region_code
"""
# One row is an activity that a region reported about the period or an earlier one, under the code
# that it has in the period. Left out: activities that had ended before the period, unless the
# report about the period contains them. Columns that hardly change come from the latest report.
_ACTIVITIES: Final = """
    WITH told AS (
        SELECT
            coalesce(mapping.to_region, report.region_code) AS region_code,
            report.period,
            lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
            mapping.place,
            activity.* REPLACE (coalesce(mapping.to_id, activity.activity_id) AS activity_id)
        FROM summary.submission_in_force AS report
        JOIN record.activity_status AS activity USING (submission)
        LEFT JOIN summary.mapping_in_force($period) AS mapping
            ON mapping.from_region = report.region_code
            AND mapping.from_key = lower(activity.activity_id)
            AND mapping.since > report.period
        WHERE report.period <= $period
    ),

    before AS (
        SELECT told.*
        FROM told
        WHERE told.period < $period
        QUALIFY row_number() OVER (
            PARTITION BY told.region_code, told.activity_key
            ORDER BY told.period DESC, told.place NULLS FIRST
        ) = 1
    ),

    now AS (
        SELECT told.* FROM told WHERE told.period = $period
    ),

    programme AS (
        SELECT present.programme FROM summary.programme_in_force() AS present
    ),

    ended AS (
        SELECT status.code
        FROM reference.status
        JOIN programme USING (programme)
        WHERE status.kind = 'final'
    ),

    latest AS (
        SELECT now.* FROM now
        UNION ALL BY NAME
        SELECT before.*
        FROM before
        ANTI JOIN now USING (region_code, activity_key)
        ANTI JOIN ended ON ended.code = before.status
    )

    SELECT
        latest.region_code,
        latest.activity_id,
        latest.activity_name,
        latest.category,
        coalesce(before.status, '') AS previous_status,
        coalesce(before.explanation, '') AS previous_explanation,
        CASE WHEN latest.period = $period THEN latest.status ELSE '' END AS status,
        CASE WHEN latest.period = $period THEN latest.explanation ELSE '' END AS explanation,
        CASE WHEN latest.period = $period THEN coalesce(latest.reason, '') ELSE '' END AS reason,
        latest.start_date AS start,
        latest.end_date AS "end",
        latest.target_original,
        latest.target,
        coalesce(latest.unit, '') AS unit,
        CASE WHEN latest.period = $period THEN latest.realised END AS realised,
        coalesce(latest.themes, []) AS themes
    FROM latest
    LEFT JOIN before USING (region_code, activity_key)
    LEFT JOIN programme ON true
    LEFT JOIN reference.category
        ON category.programme = programme.programme AND category.code = latest.category
    ORDER BY
        latest.region_code,
        category.place,
        length(latest.activity_id),
        latest.activity_id
"""
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
