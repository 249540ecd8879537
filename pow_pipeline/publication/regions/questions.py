"""Builds the section with the open queries about the report of a region, and their remedies."""

from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.sheet.blocks import Heading, Row, Section, Table, Text


def questions_section(page: RegionEdition) -> Section:
    """Return the open queries, or a text that there are none."""
    blocks = (_table(page),) if page.questions else (Text(page.say("no_queries")),)
    return Section(page.say("queries"), blocks)


def _table(page: RegionEdition) -> Table:
    return Table(
        page.say("queries_caption"),
        (
            Heading(page.say("query")),
            *(Heading(page.say(key), is_text=True) for key in ("about", "found", "remedy")),
        ),
        tuple(
            Row(question.title, (question.about or "–", question.found or "–", question.remedy))
            for question in page.questions
        ),
    )
