"""Reads the figures of a release once, for the sheet, the dashboards and the pages of regions.

Each SQL query runs once for all regions and all regions together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from schemas.programme.programme import TOTAL
from schemas.sql import read_sql

NOT_RECEIVED: Final = "not_received"
NOT_KNOWN: Final = "not_known"
_Row = tuple[Any, ...]


@dataclass(frozen=True)
class Share:
    """A part of a whole, such as the activities with a status out of those on the scale."""

    numerator: int
    denominator: int
    percentage: int | None


@dataclass(frozen=True)
class Change:
    """The change of a share since the previous period; see `summary.status_trend`.

    Attributes:
        points: the change in percentage points; None if one of the periods has no activities.
        matched_points: the change among the activities that are on the scale in both periods.
    """

    denominator: int
    denominator_before: int
    points: int | None
    matched_activities: int
    matched_activities_before: int
    matched: int
    matched_points: int | None


@dataclass(frozen=True)
class Transition:
    """The number of activities that went from one state to another between two periods.

    Attributes:
        direction: improved, worsened or unchanged; None unless both states are on the scale.
        recovered: whether activities that were not started or below the first status of the scale
            are now on that status or finished; None for all others.
    """

    status_before: str
    status: str
    direction: str | None
    recovered: bool | None
    activities: int


@dataclass(frozen=True)
class Reporting:
    """The reports of a region, or of all regions; each value is a number of regions.

    Attributes:
        exempt_reported: the exempt regions that nevertheless have a report in force.
    """

    expected: int
    exempt: int
    exempt_reported: int
    in_force: int
    on_time: int
    late: int
    silent: int

    @property
    def in_figures(self) -> int:
        """The regions whose activities are in the figures because they have a report in force."""
        return self.in_force + self.exempt_reported


@dataclass(frozen=True)
class Answer:
    """The number of regions that gave a score to a question, out of those that answered it."""

    question: str
    score: int
    regions: int
    denominator: int
    percentage: int | None


@dataclass(frozen=True)
class Realisation:
    """The targets and results of the activities of a category, in one unit.

    Attributes:
        unit: None for the group of all unnamed units, whose values are not summed.
        activities: those that report both a target and a result.
        reported: all reported activities, with or without these values.
    """

    category: str
    unit: str | None
    activities: int
    reported: int
    target: float | None
    realised: float | None
    share: float
    percentage: float | None


@dataclass(frozen=True)
class Figures:
    """All figures of a release about its period, for all regions together or for one.

    Attributes:
        period_before: the period that it is compared with; None if nothing is known about it.
        shares, changes: by period, category and status.
        states: the number of known activities by category and state.
        known: by category, the number of known activities.
        on_scale: by category, the number of activities with a status on the scale; the published
            tables name it `measured`.
        missing: the number of missing activities, see the glossary; None if it is unknown.
        reporting: all 0 for a region that is not expected.
        reporting_by_period: of this period and earlier ones, in order.
        regions: the report of each region that was expected, by code.
        by_region: the number of activities by region and status of the scale.
        answers: only for all regions together, like regions and by_region.
        realisations: by unit, the total first and then its categories; only for all regions
            together.
    """

    period: str
    period_before: str | None
    shares: Mapping[tuple[str, str, str], Share]
    changes: Mapping[tuple[str, str, str], Change]
    states: Mapping[tuple[str, str], int]
    known: Mapping[str, int]
    on_scale: Mapping[str, int]
    missing: int | None
    transitions: tuple[Transition, ...]
    reporting: Reporting
    reporting_by_period: Mapping[str, Reporting]
    regions: Mapping[str, Reporting]
    by_region: Mapping[tuple[str, str], int]
    answers: tuple[Answer, ...]
    realisations: tuple[Realisation, ...]
    is_final: bool

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods from the first one with activities on the scale, in order."""
        filled = {period for (period, *_), share in self.shares.items() if share.denominator}
        every = sorted({period for period, *_ in self.shares})
        return tuple(period for period in every if filled and period >= min(filled))

    @property
    def reported_periods(self) -> tuple[str, ...]:
        """The periods with at least one report in force, and the period itself, in order."""
        return tuple(
            period
            for period, reporting in self.reporting_by_period.items()
            if reporting.in_force or period == self.period
        )


# Queries with one row or more for each region, and for all regions together.
_BY_REGION: Final = {
    name: read_sql(__file__, f"queries/figures/{name}")
    for name in ("shares", "changes", "overview", "transitions", "reporting")
}
_ANSWERS: Final = read_sql(__file__, "queries/figures/answers")
_REALISATIONS: Final = read_sql(__file__, "queries/figures/realisations")
_BEFORE: Final = """
    SELECT DISTINCT period_before FROM summary.status_trend WHERE period = $period
"""
_FINAL: Final = """
    SELECT bool_or(flag LIKE '%p%') FROM summary.status_distribution WHERE period = $period
"""


def read_figures(database: Path, period: str) -> dict[str | None, Figures]:
    """Read the figures of each region that was ever expected; the key None is for all together.

    Args:
        database: a staged database of the release, public or restricted.
        period: the period of the release.
    """
    with duckdb.connect(database, read_only=True) as connection:

        def rows_of(query: str) -> list[_Row]:
            return connection.execute(query, {"period": period}).fetchall()

        rows_by_name = {name: _by_region(rows_of(query)) for name, query in _BY_REGION.items()}
        before, is_final = rows_of(_BEFORE), rows_of(_FINAL) == [(False,)]
        answers, realisations = rows_of(_ANSWERS), rows_of(_REALISATIONS)
    figures = {
        code: _figures_of(
            {name: rows.get(code, []) for name, rows in rows_by_name.items()},
            period=period,
            before=before[0][0] if before else None,
            is_final=is_final,
        )
        for code in rows_by_name["shares"]
    }
    figures[None] = replace(
        figures[None],
        regions={
            code: figures[code].reporting
            for code, rows in rows_by_name["reporting"].items()
            if code and any(of == period for of, *_ in rows)
        },
        by_region={
            (code, status): share.numerator
            for code, regional in figures.items()
            if code
            for (of, category, status), share in regional.shares.items()
            if (of, category) == (period, TOTAL)
        },
        answers=tuple(Answer(*row) for row in answers),
        realisations=tuple(Realisation(*row) for row in realisations),
    )
    return figures


def _by_region(rows: Sequence[_Row]) -> dict[str | None, list[_Row]]:
    by_region: dict[str | None, list[_Row]] = {}
    for region, *rest in rows:
        by_region.setdefault(region, []).append(tuple(rest))
    return by_region


def _figures_of(
    rows: Mapping[str, Sequence[_Row]],
    *,
    period: str,
    before: str | None,
    is_final: bool,
) -> Figures:
    """Return the figures from the rows about one region, or about all regions together."""
    overview = rows["overview"]
    transitions = tuple(Transition(*row) for row in rows["transitions"])
    was_known = any(transition.status_before != NOT_KNOWN for transition in transitions)
    reporting = {of: Reporting(*rest) for of, *rest in rows["reporting"]}
    return Figures(
        period=period,
        period_before=before if was_known else None,
        shares={
            (of, category, status): Share(*rest) for of, category, status, *rest in rows["shares"]
        },
        changes={
            (of, category, status): Change(*rest) for of, category, status, *rest in rows["changes"]
        },
        states={(category, state): activities for category, state, activities, *_ in overview},
        known={category: known for category, _, _, known, *_ in overview},
        on_scale={category: on_scale for category, _, _, _, on_scale, _ in overview},
        missing=next((missing for category, *_, missing in overview if category == TOTAL), None),
        transitions=transitions,
        reporting=reporting.get(period, Reporting(0, 0, 0, 0, 0, 0, 0)),
        reporting_by_period=reporting,
        regions={},
        by_region={},
        answers=(),
        realisations=(),
        is_final=is_final,
    )
