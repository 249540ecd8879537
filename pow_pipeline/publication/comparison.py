"""Compares the figures of two releases by key, and flags revised figures."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from pow_pipeline.warehouse.query import fetch, quoted
from schemas.sql import read_sql

_NONE: Final = "NULL::VARCHAR"
_SUBJECT: Final = ("scope", "region_code", "category", "status", "detail")
_NUMBERS: Final = ("number", "denominator", "percentage")
# The expression for each column of the combined list of figures, by summary. A column that is not
# listed has the same name in the summary.
_AS: Final[Mapping[str, Mapping[str, str]]] = {
    "status_distribution": {"detail": _NONE, "number": "activities"},
    "activity_overview": {
        "status": "state",
        "detail": _NONE,
        "number": "activities",
        "denominator": "known",
        "percentage": "NULL::INTEGER",
    },
    "status_trend": {"detail": _NONE, "number": "activities", "percentage": "change"},
    "trend_part": {
        "detail": "concat_ws(' ', movement, kind)",
        "number": "activities",
        "denominator": "NULL::INTEGER",
        "percentage": "points",
    },
    "status_transition": {
        "detail": "concat_ws(' ', status_before, kind)",
        "number": "activities",
        "denominator": "NULL::INTEGER",
        "percentage": "NULL::INTEGER",
    },
    "reporting_rate": {
        "category": _NONE,
        "status": _NONE,
        "detail": _NONE,
        "number": "in_force",
        "denominator": "expected - exempt",
    },
    "answer_distribution": {
        "scope": "'programme'",
        "region_code": _NONE,
        "category": _NONE,
        "status": _NONE,
        "detail": "concat_ws(' ', question, score)",
        "number": "regions",
    },
    "target_realisation": {
        "scope": "'programme'",
        "region_code": _NONE,
        "status": _NONE,
        "detail": "unit",
        "number": "activities",
        "denominator": "reported",
    },
}


def compare_figures(before: Path, now: Path, *, period: str | None = None) -> list[RevisedFigure]:
    """Return each row that differs between two staged or released databases.

    Tables and columns that only one database has, because another version of the program built it,
    are not compared. The flag for revised figures is ignored.

    Args:
        before: the database of the previous release.
        now: the database to compare with it.
        period: the only period to compare; all when not given.
    """
    with _opened(before, now) as connection:
        return [
            RevisedFigure(**row | {"summary": name, "changed": tuple(row["changed"])})
            for name in PUBLISHED_SUMMARIES
            if (columns := _columns(connection, name))
            for row in fetch(connection, _differing(name, columns), {"period": period})
        ]


def has_other_columns(before: Path, now: Path) -> bool:
    """Return whether the published tables of two databases differ in names or columns."""
    with _opened(before, now) as connection:
        of_before, of_now = (
            connection.execute(
                """
                SELECT table_name, column_name
                FROM duckdb_columns()
                WHERE database_name = ? AND schema_name = 'summary' AND list_contains(?, table_name)
                ORDER BY table_name, column_index
                """,
                [database, list(PUBLISHED_SUMMARIES)],
            ).fetchall()
            for database in ("before_released", "now_released")
        )
    return of_before != of_now


def mark_revised(staged: Path, before: Path) -> None:
    """Add the flag `r` to each row of a staged database in which a number changed."""
    with _opened(before, staged, read_only=False) as connection:
        for name in PUBLISHED_SUMMARIES:
            columns = _columns(connection, name)
            if "flag" in columns:
                same = " AND ".join(
                    f"before.{column} IS NOT DISTINCT FROM now.{column}"
                    for column in columns
                    if column != "flag"
                )
                connection.execute(
                    f"""
                    UPDATE now_released.summary.{name} AS now
                    SET flag = regexp_replace(now.flag, '^(p?)', '\\1r')
                    WHERE NOT EXISTS (FROM before_released.summary.{name} AS before WHERE {same})
                    """
                )
        connection.execute("CHECKPOINT now_released")


@contextmanager
def _opened(
    before: Path, now: Path, *, read_only: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        mode = "(READ_ONLY)" if read_only else ""
        connection.execute(f"ATTACH '{quoted(before)}' AS before_released (READ_ONLY)")
        connection.execute(f"ATTACH '{quoted(now)}' AS now_released {mode}")
        yield connection


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the columns that both databases have, in order; none if one lacks a key column."""
    rows = connection.execute(
        read_sql(__file__, "queries/common_columns"), {"table": name}
    ).fetchall()
    columns = [column for (column,) in rows]
    return columns if set(_key(name)) <= set(columns) else []


def _key(name: str) -> Sequence[str]:
    """Return the key columns of a published table."""
    from schemas.published import PUBLISHED

    return list(PUBLISHED[name].unique or ())


def _differing(name: str, columns: Sequence[str]) -> str:
    """Return the SQL query for the rows of a summary that differ."""
    key = _key(name)
    compared = [column for column in columns if column not in {*key, "flag"}]
    if "flag" in columns:
        compared.append("shown_flag")
    is_there = "before.period IS NOT NULL AND now.period IS NOT NULL"
    changed = [
        f"CASE WHEN {is_there} AND before.{column} IS NOT DISTINCT FROM now.{column} "
        f"THEN NULL ELSE '{column.removeprefix('shown_')}' END"
        for column in compared
    ]
    same_key = (f"before.{column} IS NOT DISTINCT FROM now.{column}" for column in key)
    subjects = (
        f"coalesce(now.shown_{column}, before.shown_{column}) AS {column}" for column in _SUBJECT
    )
    numbers = (
        f"before.shown_{column} AS {column}_before, now.shown_{column} AS {column}"
        for column in (*_NUMBERS, "flag")
    )
    return read_sql(__file__, "queries/differing_rows").format(
        rows_before=_shown("before_released", name, columns),
        rows_now=_shown("now_released", name, columns),
        subjects=", ".join(subjects),
        numbers=", ".join(numbers),
        changed=", ".join(changed),
        same_key=" AND ".join(same_key),
        key=", ".join(f"coalesce(now.{column}, before.{column})" for column in key),
    )


def _shown(database: str, name: str, columns: Sequence[str]) -> str:
    """Return the SQL query for the rows of a summary, with their columns in the combined list."""
    shown_columns = [
        f"{_AS[name].get(column, column)} AS shown_{column}" for column in (*_SUBJECT, *_NUMBERS)
    ]
    flag = "replace(flag, 'r', '')" if "flag" in columns else _NONE
    shown_columns.append(f"{flag} AS shown_flag")
    return (
        f"SELECT {', '.join([*columns, *shown_columns])} FROM {database}.summary.{name} "
        "WHERE $period IS NULL OR period = $period"
    )
