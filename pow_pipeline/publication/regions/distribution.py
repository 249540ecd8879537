"""Builds the table of activities by category, next to that of all regions together."""

from collections.abc import Mapping

from pow_pipeline.publication.charts.bars import Part
from pow_pipeline.publication.charts.plain_bars import draw_plain_bars
from pow_pipeline.publication.charts.series import Series
from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.sheet.blocks import Chart, Heading, Row, Section, Table
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.distribution import series_of, share_of, status_heading
from schemas.programme.programme import TOTAL


def distribution_section(page: RegionEdition) -> Section:
    """Return the table, and the bars if the region has activities on the scale."""
    chart = (_chart(page),) if page.own.figures.on_scale[TOTAL] else ()
    return Section(page.say("distribution"), (_table(page), *chart))


def _table(page: RegionEdition) -> Table:
    country_heading = Heading(page.say("country"), is_change=True)
    columns = [Heading(page.own.say("category"))]
    for status in page.own.programme.scale:
        columns += [status_heading(page.own, status), country_heading]
    columns += [Heading(page.own.say("activities")), country_heading]
    return Table(
        page.say("distribution_caption"),
        tuple(columns),
        tuple(
            Row(label, _cells(page, code), is_total=code == TOTAL)
            for code, label in page.own.categories.items()
        ),
        page.say("distribution_note", minimum=page.own.minimum),
    )


def _cells(page: RegionEdition, category: str) -> tuple[str, ...]:
    both = (page.own, page.country)
    shares = [
        edition.share(share_of(edition, category, status))
        for status in page.own.programme.scale
        for edition in both
    ]
    return (*shares, *(edition.count(edition.figures.on_scale[category]) for edition in both))


def _chart(page: RegionEdition) -> Chart:
    series = {status.code: series_of(page.own, status) for status in page.own.programme.scale}
    bars, parts, descriptions = [], [], []
    for code, category in page.own.categories.items():
        country_label = page.say("in_country", label=category)
        for edition, label in ((page.own, category), (page.country, country_label)):
            bar_parts = _parts(edition, code, label, series)
            texts = (f"{part.series.name} {part.text}" for part in bar_parts)
            descriptions.append(f"{label}: {', '.join(texts)}")
            bars.append(label)
            parts += bar_parts
    return Chart(
        "distribution",
        page.say("bars"),
        draw_plain_bars(bars, list(series.values()), parts),
        page.own.say("bars_alt", figures="; ".join(descriptions)),
    )


def _parts(edition: Edition, category: str, label: str, series: Mapping[str, Series]) -> list[Part]:
    shares = {
        status.code: share_of(edition, category, status) for status in edition.programme.scale
    }
    return [
        Part(label, series[code], share.numerator, share.denominator, edition.share(share))
        for code, share in shares.items()
    ]
