"""Scenario of the demonstration: deliveries and decisions for each day.

A region reports on time, unless `scenario.csv` of the example says otherwise.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from pow_pipeline.cli.demo.activities import RegionReport
from pow_pipeline.cli.demo.courses import COURSES, IN_TIME, When

if TYPE_CHECKING:
    from schemas.text.periods import Period

_LATE_AFTER: Final = timedelta(days=6)
_AFTERWARDS: Final = timedelta(days=21)


@dataclass(frozen=True)
class Happening:
    """What a region does, or undergoes, in a period; the region is empty where all are meant."""

    region: str
    word: str

    @property
    def what(self) -> str:
        """What it is, in words."""
        return f"{self.region} {COURSES[self.word].what}".strip()


@dataclass(frozen=True)
class Report:
    """A file that a region sends."""

    region: str
    period: str
    suffix: str
    content: RegionReport


@dataclass(frozen=True)
class Day:
    """One day on which files come in and are ingested, and decisions are taken after that."""

    when: When
    moment: datetime
    reports: list[Report]
    decisions: list[Happening]


def read_scenario(path: Path) -> dict[str, list[Happening]]:
    """Return what happens in each period, apart from reports that arrive on time."""
    found: dict[str, list[Happening]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["period"], []).append(Happening(row["region"], row["what"]))
    return found


def days_of(
    period: "Period", content: dict[str, RegionReport], special: list[Happening]
) -> Iterator[Day]:
    """Yield the days of one period on which something happens.

    Args:
        period: the period.
        content: what each region has to report.
        special: what happens apart from reports that arrive on time.
    """
    courses = dict.fromkeys(content, IN_TIME) | {
        happening.region: COURSES[happening.word] for happening in special
    }
    for when in get_args(When):
        reports = [
            Report(region, period.code, sent.suffix, sent.change(truth) if sent.change else truth)
            for region, truth in content.items()
            for sent in courses[region].sent
            if sent.when == when
        ]
        decisions = [happening for happening in special if COURSES[happening.word].decided == when]
        if reports or decisions:
            day = _day_of(when, period)
            moment = datetime.combine(day, time(9, 30), tzinfo=UTC)
            yield Day(when, moment, reports, decisions)


def _day_of(when: When, period: "Period") -> date:
    if when == "on the last day":
        return period.deadline
    if when == "late":
        return period.deadline + _LATE_AFTER
    return period.publication + _AFTERWARDS
