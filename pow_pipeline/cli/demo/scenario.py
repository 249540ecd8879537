"""What happens in the demonstration: who sends what, and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pow_pipeline.cli.demo.activities import Example, ExampleActivity
from pow_pipeline.cli.demo.workbook import write_report

if TYPE_CHECKING:
    from schemas.programme import Programme

Change = Callable[[list[ExampleActivity]], list[ExampleActivity]]


@dataclass(frozen=True)
class Report:
    """A file that a region sends."""

    region: str
    period: str
    suffix: str
    activities: list[ExampleActivity]


@dataclass(frozen=True)
class Day:
    """One day on which files come in and are ingested."""

    moment: datetime
    what: str
    reports: list[Report]


def days_of(example: Example, period: str, programme: "Programme") -> Iterator[Day]:
    """Yield the days of one period: early reports, the rest at the deadline, and what is late."""
    dates = programme.period(period)
    if dates is None:
        return
    regions = [region.code for region in programme.regions]
    silent, wrong, corrects, late = regions[17], regions[3], regions[10], regions[23]
    early = [region for region in regions[::2] if region not in (silent, wrong, late)]
    again = early[0]
    is_given = period == example.periods[1]
    if is_given:  # the period whose counts are given: everybody sends, nothing goes wrong
        silent = wrong = corrects = late = ""

    def report(region: str, suffix: str = "", change: Change = list) -> Report:
        return Report(region, period, suffix, change(example.activities[period, region]))

    yield Day(
        _morning_of(dates.opens + timedelta(days=20)),
        f"{len(early)} regions send their report early",
        [report(region) for region in early],
    )
    yield Day(
        _morning_of(dates.deadline),
        "the others send theirs on the last day, and one the same file once more"
        + ("; one names a status that nobody knows" if wrong else ""),
        [
            report(region, change=_with_unknown_status if region == wrong else list)
            for region in (*regions, again)
            if region not in (silent, late) and (region not in early or region == again)
        ],
    )
    if is_given:
        return
    mends = [report(wrong, "_hersteld")] if period == example.periods[0] else []
    yield Day(
        _morning_of(dates.deadline + timedelta(days=6)),
        "one region is late, one sends a correction" + (", one mends its report" if mends else ""),
        [report(late), report(corrects, "_correctie", _with_correction), *mends],
    )


def drop(reports: list[Report], inbox: Path, programme: "Programme") -> None:
    """Put each report into the inbox of its region, under its final name only when complete."""
    for report in reports:
        path = inbox / report.region / f"{report.region}_{report.period}{report.suffix}.xlsx"
        unfinished = path.with_name(f".{path.name}")
        write_report(
            unfinished,
            report.activities,
            region=report.region,
            period=report.period,
            programme=programme,
        )
        unfinished.rename(path)


def _with_unknown_status(activities: list[ExampleActivity]) -> list[ExampleActivity]:
    return [replace(activities[0], status="paars"), *activities[1:]]


def _with_correction(activities: list[ExampleActivity]) -> list[ExampleActivity]:
    first = activities[0]
    better = next(each.status for each in activities if each.status != first.status)
    return [replace(first, status=better), *activities[1:]]


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=UTC)
