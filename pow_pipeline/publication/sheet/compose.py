"""Composes the content of a sheet from its parts, in the order in which a reader needs them.

`page.py` renders the content as HTML, and `document.py` as PDF.
"""

from pow_pipeline.publication.sheet.blocks import Section, SheetContent
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.answers import answers_section
from pow_pipeline.publication.sheet.parts.changes import changes_section
from pow_pipeline.publication.sheet.parts.coverage import coverage_section
from pow_pipeline.publication.sheet.parts.distribution import distribution_section
from pow_pipeline.publication.sheet.parts.notes import (
    colophon_section,
    notes_section,
    release_facts,
)
from pow_pipeline.publication.sheet.parts.revised import revised_section
from pow_pipeline.publication.sheet.parts.sentences import sentences_of
from pow_pipeline.publication.sheet.parts.states import states_section
from pow_pipeline.publication.sheet.parts.targets import targets_section
from pow_pipeline.publication.sheet.parts.trend import trend_section


def compose_sheet(edition: Edition, *, editorial: tuple[Section, ...] = ()) -> SheetContent:
    """Return the content of the sheet.

    Args:
        edition: the figures and the language.
        editorial: sections that people wrote to accompany the figures, such as lessons.
    """
    sections = (
        distribution_section(edition),
        states_section(edition),
        trend_section(edition),
        changes_section(edition),
        coverage_section(edition),
        targets_section(edition),
        answers_section(edition),
        revised_section(edition),
        *editorial,
        notes_section(edition),
        colophon_section(edition),
    )
    name = edition.name(edition.programme.name)
    sentences = sentences_of(edition)
    return SheetContent(
        language=edition.language.code,
        kicker=edition.say("title"),
        title=name,
        period=edition.period,
        description=sentences[0],
        facts=release_facts(edition),
        notices=_notices(edition),
        sentences=sentences,
        sections=tuple(section for section in sections if section),
        footer=" · ".join((*_marks(edition), name, edition.period, edition.plan.name)),
    )


def _marks(edition: Edition) -> tuple[str, ...]:
    """Return the texts that every page must show: that it is a draft."""
    return (edition.say("draft"),) if edition.plan.is_draft else ()


def _notices(edition: Edition) -> tuple[str, ...]:
    notices = [*_marks(edition)]
    if edition.plan.revises:
        notices.append(edition.say("revised", before=edition.plan.revises))
    if edition.approved_on:
        notices.append(edition.say("approved", day=edition.language.day(edition.approved_on)))
    return tuple(notices)
