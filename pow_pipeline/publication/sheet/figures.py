"""Reads the figures of a sheet once for all languages, for each region and for all together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

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
    """The number of activities that went from one state to another between two periods."""

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
    """All figures of a sheet, for all regions together or for one.

    Attributes:
        period_before: the period that it is compared with; None if nothing is known about it.
        shares, changes: by period, category and status.
        states: the number of known activities by category and state.
        known, measured: by category, the number of known activities and of those on the scale.
        missing: the number of activities about which nothing is known; None if that is unknown.
        reporting: all 0 for a region that is not expected.
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
    measured: Mapping[str, int]
    missing: int | None
    transitions: tuple[Transition, ...]
    reporting: Reporting
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


def read_figures(public: Path, period: str, *, total: str) -> Figures:
    """Read the figures of a period for all regions together, and those of earlier periods.

    Args:
        public: the staged public database.
        period: the period.
        total: the code of the total of all categories.
    """
    return read_figures_by_region(public, period, total=total)[None]


def read_figures_by_region(public: Path, period: str, *, total: str) -> dict[str | None, Figures]:
    """Read the figures of each region that was ever expected; the key None is for all together.

    The arguments are those of `read_figures`.
    """
    with duckdb.connect(public, read_only=True) as connection:

        def ask(query: str) -> list[_Row]:
            return connection.execute(query, {"period": period}).fetchall()

        rows_by_name = {name: _by_region(ask(query)) for name, query in _QUERIES.items()}
        before, is_final = ask(_BEFORE), ask(_FINAL) == [(False,)]
        answers, realisations = ask(_ANSWERS), ask(_REALISATIONS)
    figures = {
        code: _figures_of(
            {name: rows.get(code, []) for name, rows in rows_by_name.items()},
            period=period,
            before=before[0][0] if before else None,
            total=total,
            is_final=is_final,
        )
        for code in rows_by_name["shares"]
    }
    figures[None] = replace(
        figures[None],
        regions={code: figures[code].reporting for code in rows_by_name["reporting"] if code},
        by_region={
            (code, status): share.numerator
            for code, regional in figures.items()
            if code
            for (of, category, status), share in regional.shares.items()
            if (of, category) == (period, total)
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
    total: str,
    is_final: bool,
) -> Figures:
    """Return the figures from the rows about one region, or about all regions together."""
    overview = rows["overview"]
    transitions = tuple(Transition(*row) for row in rows["transitions"])
    was_known = any(transition.status_before != NOT_KNOWN for transition in transitions)
    reporting = rows["reporting"]
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
        measured={category: measured for category, _, _, _, measured, _ in overview},
        missing=next((missing for category, *_, missing in overview if category == total), None),
        transitions=transitions,
        reporting=Reporting(*reporting[0]) if reporting else Reporting(0, 0, 0, 0, 0, 0, 0),
        regions={},
        by_region={},
        answers=(),
        realisations=(),
        is_final=is_final,
    )


_SHARES: Final = """
    SELECT region_code, period, category, status, activities, denominator, percentage
    FROM summary.status_distribution
    WHERE period <= $period
"""
_CHANGES: Final = """
    SELECT
        region_code, period, category, status, denominator, denominator_before, change,
        matched_activities, matched_activities_before, matched, matched_change
    FROM summary.status_trend
    WHERE period <= $period
"""
_OVERVIEW: Final = """
    SELECT region_code, category, state, activities, known, measured, missing
    FROM summary.activity_overview
    WHERE period = $period
"""
_TRANSITIONS: Final = """
    SELECT region_code, status_before, status, direction, recovered, sum(activities)::BIGINT
    FROM summary.status_transition
    WHERE category = 'total' AND period = $period
    GROUP BY ALL
    ORDER BY ALL
"""
_REPORTING: Final = """
    SELECT region_code, expected, exempt, exempt_reported, in_force, on_time, late, silent
    FROM summary.reporting_rate
    WHERE period = $period
"""
_QUERIES: Final = {
    "shares": _SHARES,
    "changes": _CHANGES,
    "overview": _OVERVIEW,
    "transitions": _TRANSITIONS,
    "reporting": _REPORTING,
}
_ANSWERS: Final = """
    SELECT question, score, regions, denominator, percentage
    FROM summary.answer_distribution
    WHERE period = $period
"""
_REALISATIONS: Final = """
    SELECT
        category, unit, activities, reported, target, realised, coalesce(share, 0), percentage
    FROM summary.target_realisation
    WHERE period = $period
"""
_BEFORE: Final = """
    SELECT DISTINCT period_before FROM summary.status_trend WHERE period = $period
"""
_FINAL: Final = """
    SELECT bool_or(flag LIKE '%p%') FROM summary.status_distribution WHERE period = $period
"""
