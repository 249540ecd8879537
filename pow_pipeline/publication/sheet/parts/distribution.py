"""Builds the main table: the share of each status by category, with change, n and bars."""

from pow_pipeline.publication.charts.bars import Part, specify_bars
from pow_pipeline.publication.charts.drawing import draw
from pow_pipeline.publication.charts.series import Series
from pow_pipeline.publication.figures import Share
from pow_pipeline.publication.sheet.blocks import (
    Chart,
    Heading,
    Row,
    Section,
    Table,
    Term,
    Terms,
)
from pow_pipeline.publication.sheet.edition import Edition
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL

CHART = "distribution"


def distribution_section(edition: Edition) -> Section:
    """Return the table, the definitions of the statuses below it, and the bars."""
    return Section(
        edition.say("distribution"),
        (_table(edition), *_definitions(edition), _chart(edition)),
    )


def share_of(edition: Edition, category: str, status: Status) -> Share:
    """Return the share of a status in a category in the period of the sheet."""
    return edition.figures.shares[edition.figures.period, category, status.code]


def series_of(edition: Edition, status: Status) -> Series:
    """Return a status as a series of a chart."""
    label = edition.name(status.label)
    return Series(label, status.symbol, status.colour, status.text_colour)


def status_heading(edition: Edition, status: Status) -> Heading:
    """Return the heading of a column about a status."""
    return Heading(edition.name(status.label), status.symbol, status.colour, status.text_colour)


def _table(edition: Edition) -> Table:
    change = Heading(edition.say("change"), is_change=True)
    is_compared = edition.figures.period_before is not None
    columns = [Heading(edition.say("category"))]
    for status in edition.programme.scale:
        columns += [status_heading(edition, status), *([change] if is_compared else [])]
    return Table(
        edition.say("caption"),
        (*columns, Heading(edition.say("activities"))),
        tuple(
            Row(label, _cells(edition, code, is_compared=is_compared), is_total=code == TOTAL)
            for code, label in edition.categories.items()
        ),
        edition.say("change_note", before=edition.period_before) if is_compared else "",
    )


def _cells(edition: Edition, category: str, *, is_compared: bool) -> tuple[str, ...]:
    figures = edition.figures
    cells: list[str] = []
    for status in edition.programme.scale:
        cells.append(edition.share(share_of(edition, category, status)))
        if is_compared:
            change = figures.changes.get((figures.period, category, status.code))
            cells.append(edition.change(change))
    return (*cells, edition.count(figures.on_scale[category]))


def _definitions(edition: Edition) -> tuple[Terms, ...]:
    terms = tuple(
        Term(status.symbol, edition.name(status.label), edition.name(status.meaning))
        for status in edition.programme.scale
        if status.meaning
    )
    return (Terms(terms),) if terms else ()


def _chart(edition: Edition) -> Chart:
    scale = edition.programme.scale
    series = {status.code: series_of(edition, status) for status in scale}
    parts, descriptions = [], []
    for code, label in edition.categories.items():
        shares = [(status, share_of(edition, code, status)) for status in scale]
        parts += [
            Part(
                label, series[status.code], share.numerator, share.denominator, edition.share(share)
            )
            for status, share in shares
        ]
        texts = (f"{edition.name(status.label)} {edition.share(share)}" for status, share in shares)
        descriptions.append(f"{label}: {', '.join(texts)}")
    bars = list(edition.categories.values())
    return Chart(
        CHART,
        edition.say("bars"),
        draw(specify_bars(bars, list(series.values()), parts)),
        edition.say("bars_alt", figures="; ".join(descriptions)),
    )
