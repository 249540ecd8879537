"""Builds the trend of the first and last status of the scale, next to that of all regions."""

from dataclasses import replace

from pow_pipeline.publication.charts.lines import Point
from pow_pipeline.publication.charts.plain_lines import draw_plain_lines
from pow_pipeline.publication.charts.series import Series
from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.sheet.blocks import Chart, Heading, Row, Section, Table
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.distribution import series_of, status_heading
from pow_pipeline.publication.sheet.parts.trend import ends_of
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL

_FEW = 2


def course_section(page: RegionEdition) -> Section | None:
    """Return the trend; None if fewer than two periods have activities on the scale."""
    if len(page.country.figures.periods) < _FEW:
        return None
    return Section(page.say("trend"), (_chart(page), _table(page)))


def _table(page: RegionEdition) -> Table:
    country_heading = Heading(page.say("country"), is_change=True)
    columns = [Heading(page.own.say("period"))]
    for status in ends_of(page.own):
        columns += [status_heading(page.own, status), country_heading]
    columns += [Heading(page.own.say("activities")), country_heading]
    rows = (
        Row(
            page.own.language.period(period),
            _cells(page, period),
            is_total=period == page.own.figures.period,
        )
        for period in page.country.figures.periods
    )
    note = page.say("trend_note", minimum=page.own.minimum)
    return Table(page.say("trend_table"), tuple(columns), tuple(rows), note)


def _cells(page: RegionEdition, period: str) -> tuple[str, ...]:
    cells, numbers = [], ["–", "–"]
    for status in ends_of(page.own):
        for place, edition in enumerate((page.own, page.country)):
            share = edition.figures.shares.get((period, TOTAL, status.code))
            cells.append(edition.share(share) if share else "–")
            numbers[place] = edition.count(share.denominator) if share else "–"
    return (*cells, *numbers)


def _chart(page: RegionEdition) -> Chart:
    points, series, descriptions = [], [], []
    for status in ends_of(page.own):
        for edition in (page.own, page.country):
            line = _line(page, edition, status)
            line_points = _points(page, edition, status, line)
            texts = (
                f"{edition.language.period(point.period)} {point.text}"
                for point in line_points
                if point.text
            )
            descriptions.append(f"{line.name}: {', '.join(texts)}")
            series.append(line)
            points += line_points
    return Chart(
        "course",
        page.say("trend_caption"),
        draw_plain_lines(page.country.figures.periods, series, points),
        page.own.say("trend_alt", figures="; ".join(descriptions)),
    )


def _line(page: RegionEdition, edition: Edition, status: Status) -> Series:
    """Return the line of a status; the line of all regions is dashed and named accordingly."""
    line = series_of(edition, status)
    if edition is page.own:
        return line
    return replace(line, name=page.say("in_country", label=line.name), is_dashed=True)


def _points(page: RegionEdition, edition: Edition, status: Status, line: Series) -> list[Point]:
    """Return a point for each period; without a share if there are too few activities."""
    points = []
    for period in page.country.figures.periods:
        share = edition.figures.shares.get((period, TOTAL, status.code))
        if share and share.denominator >= edition.minimum:
            text = edition.share(share)
            points.append(Point(period, line, share.numerator / share.denominator, text))
        else:
            points.append(Point(period, line, None, ""))
    return points
