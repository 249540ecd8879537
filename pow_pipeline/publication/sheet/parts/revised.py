"""Builds the section with the figures of the main table that were revised, and the causes."""

from typing import Final

from pow_pipeline.publication.figures import Share
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.publication.sheet.blocks import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition

_MOST: Final = 12


def revised_section(edition: Edition) -> Section:
    """Return the revisions: a sentence, and the figures of the table that changed."""
    return Section(edition.say("revisions"), _blocks(edition))


def _blocks(edition: Edition) -> tuple[Text | Table, ...]:
    if edition.revised is None:
        return (Text(edition.say("first_release")),)
    changed = [figure for figure in edition.revised if figure.is_revised]
    if not changed or not edition.plan.revises:
        return (Text(edition.say("not_revised")),)
    causes = {cause: edition.say(f"cause_{cause}") for figure in changed for cause in figure.causes}
    sentence = edition.say(
        "revised_why",
        number=edition.count(len(changed)),
        before=edition.plan.revises,
        causes=edition.language.enumeration(list(causes.values())),
    )
    shown = [figure for figure in changed if _is_of_the_table(figure, edition.figures.period)]
    return (Text(sentence), *([_table(edition, shown)] if shown else []))


def _is_of_the_table(figure: RevisedFigure, period: str) -> bool:
    return (figure.summary, figure.period, figure.scope) == (
        "status_distribution",
        period,
        "programme",
    )


def _table(edition: Edition, figures: list[RevisedFigure]) -> Table:
    labels = {status.code: edition.name(status.label) for status in edition.programme.statuses}
    rows = tuple(
        Row(
            edition.categories.get(figure.category or "", figure.category or ""),
            (
                labels.get(figure.status or "", figure.status or ""),
                _share(
                    edition,
                    figure.number_before,
                    figure.denominator_before,
                    figure.percentage_before,
                ),
                _share(edition, figure.number, figure.denominator, figure.percentage),
            ),
        )
        for figure in figures[:_MOST]
    )
    columns = ("category", "status", "before", "now")
    more = len(figures) - len(rows)
    return Table(
        edition.say("revised_caption", before=edition.plan.revises),
        tuple(Heading(edition.say(column)) for column in columns),
        rows,
        edition.say_number("revised_more", more) if more else "",
    )


def _share(
    edition: Edition, number: int | None, denominator: int | None, percentage: float | None
) -> str:
    if number is None or denominator is None:
        return "–"
    whole = None if percentage is None else round(percentage)
    share = edition.share(Share(number, denominator, whole))
    few = denominator < edition.minimum
    return share if few else f"{share} ({edition.numbers(number, denominator)})"
