"""Builds the page with links to the page of each region, and the state of its report."""

from collections.abc import Sequence

from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.sheet.blocks import (
    Heading,
    Link,
    Row,
    Section,
    SheetContent,
    Table,
    Text,
)
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.coverage import outcome_of
from pow_pipeline.publication.sheet.parts.distribution import status_heading
from pow_pipeline.publication.sheet.parts.notes import release_facts
from pow_pipeline.publication.sheet.parts.sentences import describe_coverage
from schemas.language import read_language
from schemas.programme.programme import TOTAL, Programme


def file_name(region: str, language: str, form: str) -> str:
    """Return the file name of the page of a region."""
    return f"{region}.{language}.{form}"


def forms_of(programme: Programme) -> tuple[str, ...]:
    """Return the forms in which the page of a region is written."""
    return ("html", "pdf") if "region_documents" in programme.publication.forms else ("html",)


def compose_index(country: Edition, pages: Sequence[RegionEdition]) -> SheetContent:
    """Return the page with links to all pages, in the language of `country`."""
    words = country.language.region_page
    name, period = country.name(country.programme.name), country.period
    return SheetContent(
        language=country.language.code,
        kicker=f"{words['kicker']} {name}",
        title=words["index_title"],
        period=period,
        description=words["index_description"].format(period=period),
        facts=release_facts(country),
        notices=(words["restricted"],),
        sentences=(describe_coverage(country),),
        sections=(Section(words["pages"], (Text(words["index_said"]), _table(country, pages))),),
        footer=f"{name} · {period} · {country.plan.name}",
    )


def _table(country: Edition, pages: Sequence[RegionEdition]) -> Table:
    words = country.language.region_page
    return Table(
        words["index_caption"].format(period=country.period),
        (
            Heading(words["region"]),
            Heading(words["report"], is_text=True),
            Heading(words["known"]),
            *(status_heading(country, status) for status in country.programme.scale),
            Heading(words["queries"]),
            Heading(words["pages"], is_text=True),
        ),
        tuple(_row(page) for page in pages),
    )


def _row(page: RegionEdition) -> Row:
    figures, languages = page.own.figures, page.own.programme.published_languages
    links = tuple(
        Link(f"{read_language(code).name} {form.upper()}", file_name(page.region.code, code, form))
        for code in languages
        for form in forms_of(page.own.programme)
    )
    if page.report is None:
        nothing = ("–",) * (2 + len(page.own.programme.scale))
        return Row(page.name, (page.say("outcome_not_expected"), *nothing), links=links)
    shares = (
        figures.shares[figures.period, TOTAL, status.code].numerator
        for status in page.own.programme.scale
    )
    numbers = (figures.known[TOTAL], *shares, page.report.open_queries)
    outcome = page.own.say(f"outcome_{outcome_of(figures.reporting)}")
    return Row(page.name, (outcome, *map(page.own.count, numbers)), links=links)
