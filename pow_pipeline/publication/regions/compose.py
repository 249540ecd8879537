"""Composes the page of a region from its parts."""

from collections.abc import Iterator

from pow_pipeline.publication.regions.activities import activities_section
from pow_pipeline.publication.regions.course import course_section
from pow_pipeline.publication.regions.distribution import distribution_section
from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.regions.questions import questions_section
from pow_pipeline.publication.regions.report import report_notices, report_section
from pow_pipeline.publication.sheet.blocks import Section, SheetContent
from pow_pipeline.publication.sheet.parts.notes import release_facts
from pow_pipeline.publication.sheet.parts.sentences import describe_change, describe_distribution
from pow_pipeline.publication.sheet.parts.states import states_section


def compose_region(page: RegionEdition) -> SheetContent:
    """Return the content of the page of a region."""
    programme, period = page.own.programme, page.own.period
    name = page.own.name(programme.name)
    return SheetContent(
        language=page.own.language.code,
        kicker=f"{page.say('kicker')} {name}",
        title=page.name,
        period=period,
        description=page.say("description", region=page.name, period=period),
        facts=release_facts(page.own),
        notices=(page.say("restricted"), *report_notices(page)),
        sentences=tuple(_sentences(page)),
        sections=tuple(section for section in _sections(page) if section),
        footer=f"{name} · {page.name} · {period} · {page.own.plan.name}",
    )


def _sections(page: RegionEdition) -> Iterator[Section | None]:
    if page.report is None:
        yield course_section(page)
        return
    yield report_section(page)
    yield distribution_section(page)
    yield states_section(page.own)
    yield course_section(page)
    yield activities_section(page)
    yield questions_section(page)


def _sentences(page: RegionEdition) -> Iterator[str]:
    if page.report is None:
        yield page.say("not_expected", period=page.own.period)
        return
    yield describe_distribution(page.own)
    yield from describe_change(page.own)
    if page.own.figures.reporting.in_force and page.report.open_queries:
        yield page.say_number("open_queries", page.report.open_queries)
