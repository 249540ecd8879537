"""Builds the section on the report of a region: its deadline, its arrival and its state."""

from collections.abc import Iterator

from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.regions.reading import Report
from pow_pipeline.publication.sheet.blocks import Fact, Facts, Section
from pow_pipeline.publication.sheet.parts.coverage import outcome_of
from schemas.programme.programme import TOTAL


def report_section(page: RegionEdition) -> Section | None:
    """Return the facts about the report; None if no report was expected."""
    if page.report is None:
        return None
    return Section(page.say("report"), (Facts(tuple(_facts(page, page.report))),))


def report_notices(page: RegionEdition) -> tuple[str, ...]:
    """Return the notices to read first if there is no report in force."""
    period = page.own.period
    if page.report is None:
        return (page.say("not_expected", period=period),)
    outcome = outcome_of(page.own.figures.reporting)
    if outcome in ("exempt", "exempt_reported"):
        return (page.say(outcome, period=period),)
    if outcome == "silent":
        key = "silent_received" if page.report.has_sent else "silent"
        return (page.say(key, period=period),)
    return ()


def _facts(page: RegionEdition, report: Report) -> Iterator[Fact]:
    day = page.own.language.day
    outcome = outcome_of(page.own.figures.reporting)
    if outcome not in ("exempt", "exempt_reported"):
        yield Fact(page.say("deadline"), _deadline(page, report))
    if outcome != "exempt":
        yield Fact(page.say("received"), _received(page, report))
    first = report.first_received_on
    if report.received_on and first and first < report.received_on:
        yield Fact(page.say("first_received"), day(first))
    if page.own.figures.reporting.in_force:
        yield Fact(page.say("in_time"), page.say("yes" if outcome == "on_time" else "no"))
    figures = page.own.figures
    yield Fact(page.say("known"), page.own.count(figures.known[TOTAL]))
    yield Fact(page.say("measured"), page.own.count(figures.on_scale[TOTAL]))
    yield Fact(page.say("queries"), page.own.count(report.open_queries))


def _deadline(page: RegionEdition, report: Report) -> str:
    language = page.own.language
    period = page.own.programme.period(page.own.figures.period)
    deadline = period.deadline if period else None
    if report.extended_until and (deadline is None or report.extended_until > deadline):
        return page.say("extended", day=language.day(report.extended_until))
    return language.day(deadline) if deadline else ""


def _received(page: RegionEdition, report: Report) -> str:
    if report.received_on is None or report.version is None:
        return page.say("not_received")
    day = page.own.language.day(report.received_on)
    return page.say("version", day=day, version=page.own.count(report.version))
