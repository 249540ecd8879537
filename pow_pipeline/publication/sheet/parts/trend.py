"""Builds the trend of the first and last status of the scale, also like for like."""

from pow_pipeline.publication.charts.drawing import draw
from pow_pipeline.publication.charts.lines import Point, specify_lines
from pow_pipeline.publication.sheet.blocks import Chart, Heading, Row, Section, Table
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.distribution import series_of, status_heading
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL

CHART = "trend"
_FEW = 2


def trend_section(edition: Edition) -> Section | None:
    """Return the trend; None if fewer than two periods have activities on the scale."""
    if len(edition.figures.periods) < _FEW:
        return None
    return Section(edition.say("trend"), (_chart(edition), _table(edition)))


def ends_of(edition: Edition) -> tuple[Status, ...]:
    """Return the first and the last status of the scale."""
    scale = edition.programme.scale
    return (scale[0], scale[-1]) if len(scale) > 1 else scale


def _table(edition: Edition) -> Table:
    columns = [Heading(edition.say("period"))]
    for status in ends_of(edition):
        columns += [
            status_heading(edition, status),
            Heading(edition.say("change"), is_change=True),
            Heading(edition.say("like_for_like"), is_change=True),
        ]
    columns += [Heading(edition.say("activities")), Heading(edition.say("in_both"))]
    rows = (
        Row(
            edition.language.period(period),
            _cells(edition, period),
            is_total=period == edition.figures.period,
        )
        for period in edition.figures.periods
    )
    return Table(edition.say("trend_table"), tuple(columns), tuple(rows), edition.say("trend_note"))


def _cells(edition: Edition, period: str) -> tuple[str, ...]:
    figures, first = edition.figures, edition.programme.scale[0]
    cells: list[str] = []
    for status in ends_of(edition):
        change = figures.changes.get((period, TOTAL, status.code))
        cells += [
            edition.share(figures.shares[period, TOTAL, status.code]),
            edition.change(change),
            edition.matched_change(change),
        ]
    share = figures.shares[period, TOTAL, first.code]
    matched = figures.changes.get((period, TOTAL, first.code))
    return (
        *cells,
        edition.count(share.denominator),
        edition.count(matched.matched) if matched and matched.matched else "–",
    )


def _chart(edition: Edition) -> Chart:
    figures = edition.figures
    points, descriptions = [], []
    for status in ends_of(edition):
        series, texts = series_of(edition, status), []
        for period in figures.periods:
            share = figures.shares[period, TOTAL, status.code]
            if share.denominator >= edition.minimum:
                text = edition.share(share)
                points.append(Point(period, series, share.numerator / share.denominator, text))
                texts.append(f"{edition.language.period(period)} {text}")
        descriptions.append(f"{edition.name(status.label)}: {', '.join(texts)}")
    periods = [(period, edition.language.period(period)) for period in figures.periods]
    series_drawn = [series_of(edition, status) for status in ends_of(edition)]
    return Chart(
        CHART,
        edition.say("trend_caption"),
        draw(specify_lines(periods, series_drawn, points)),
        edition.say("trend_alt", figures="; ".join(descriptions)),
    )
