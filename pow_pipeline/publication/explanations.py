"""Writes the explanations of regions, for the people who write the lessons; restricted."""

from pathlib import Path

import duckdb

from pow_pipeline.publication.data.text import as_csv

_NAME = "explanations.csv"


def write_explanations(full: Path, folder: Path, *, period: str) -> None:
    """Write `explanations.csv`: one row is one explanation in a report in force.

    The rows are ordered by category, reason and region, in the order of the programme.
    """
    with duckdb.connect(full, read_only=True) as connection:
        result = connection.execute(
            """
            SELECT
                activity.category,
                activity.reason,
                activity.status,
                report.region_code,
                activity.activity_id,
                activity.activity_name,
                activity.explanation
            FROM summary.submission_in_force AS report
            JOIN record.activity_status AS activity USING (submission)
            JOIN reference.category ON category.code = activity.category
            JOIN reference.status ON status.code = activity.status
            WHERE
                report.period = ?
                AND activity.explanation <> ''
                AND category.programme = (SELECT max(programme) FROM reference.programme)
                AND status.programme = category.programme
            ORDER BY
                category.place,
                activity.reason NULLS LAST,
                status.place,
                report.region_code,
                activity.activity_id
            """,
            [period],
        )
        columns = [name for name, *_ in result.description or ()]
        (folder / _NAME).write_bytes(as_csv(columns, result.fetchall()))
