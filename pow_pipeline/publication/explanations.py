"""Writes the explanations of regions, for the people who write the lessons; restricted."""

from pathlib import Path

import duckdb

from pow_pipeline.publication.data.text import as_csv
from schemas.sql import read_sql

_NAME = "explanations.csv"


def write_explanations(full: Path, folder: Path, *, period: str) -> None:
    """Write `explanations.csv`: one row is one explanation in a report in force.

    The rows are ordered by category, reason and region, in the order of the programme.
    """
    with duckdb.connect(full, read_only=True) as connection:
        result = connection.execute(
            read_sql(__file__, "queries/explanations"),
            {"period": period},
        )
        columns = [name for name, *_ in result.description or ()]
        (folder / _NAME).write_bytes(as_csv(columns, result.fetchall()))
