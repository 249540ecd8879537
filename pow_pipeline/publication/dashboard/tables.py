"""Queries the rows of the tables that are readable without scripts, from the staged database."""

from dataclasses import dataclass

import duckdb

from schemas.language import Language
from schemas.programme.programme import TOTAL, Programme

NOT_RECEIVED = "not_received"


@dataclass(frozen=True)
class CountRow:
    """One row of counts with its label."""

    label: str
    counts: tuple[int, ...]
    is_total: bool = False


def overview_rows(
    connection: duckdb.DuckDBPyConnection, period: str, programme: Programme, language: Language
) -> list[CountRow]:
    """Return for each category the number of known activities by state, and in total."""
    rows = connection.execute(
        """
        SELECT category, state, activities, known
        FROM summary.activity_overview
        WHERE period = ? AND scope = 'programme'
        """,
        [period],
    ).fetchall()
    counts = {(category, state): number for category, state, number, _ in rows}
    known = {category: number for category, _, _, number in rows}
    labels = {TOTAL: programme.total} | {
        category.code: category.label for category in programme.categories
    }
    states = [*(status.code for status in programme.statuses), NOT_RECEIVED]
    return [
        CountRow(
            label[language.code],
            (*(counts.get((code, state), 0) for state in states), known.get(code, 0)),
            is_total=code == TOTAL,
        )
        for code, label in labels.items()
    ]


def coverage_rows(
    connection: duckdb.DuckDBPyConnection, periods: list[str], language: Language
) -> list[CountRow]:
    """Return for each period how many regions were expected, exempt, on time, late and silent."""
    rows = connection.execute(
        """
        SELECT period, expected, exempt, on_time, late, silent
        FROM summary.reporting_rate
        WHERE scope = 'programme'
        ORDER BY period
        """
    ).fetchall()
    return [
        CountRow(language.period(period), tuple(counts))
        for period, *counts in rows
        if period in periods
    ]


def reported_periods(connection: duckdb.DuckDBPyConnection, own: str) -> list[str]:
    """Return the periods with at least one report in force, and the period of the release."""
    rows = connection.execute(
        """
        SELECT DISTINCT period
        FROM summary.reporting_rate
        WHERE scope = 'programme' AND (in_force > 0 OR period = ?)
        ORDER BY period
        """,
        [own],
    ).fetchall()
    return [period for (period,) in rows]


def release_state(connection: duckdb.DuckDBPyConnection, period: str) -> str:
    """Return whether the figures of a period are final or provisional."""
    row = connection.execute(
        "SELECT bool_or(flag LIKE '%p%') FROM summary.status_distribution WHERE period = ?",
        [period],
    ).fetchone()
    return "final" if row == (False,) else "provisional"
