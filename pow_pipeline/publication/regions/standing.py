"""How the activities of a region stand by category, beside those of all regions together."""

from pow_pipeline.publication.charts.bars import Part, specify_bars
from pow_pipeline.publication.charts.drawing import draw
from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.sheet.content import Chart, Heading, Row, Section, Table
from pow_pipeline.publication.sheet.distribution import series_of, share_of, status_heading
from pow_pipeline.publication.sheet.edition import Edition
from schemas.programme import TOTAL


def standing_section(page: RegionEdition) -> Section:
    """Return the table, and the bars where the region has activities on the scale."""
    chart = (_chart(page),) if page.own.figures.measured[TOTAL] else ()
    return Section(page.say("standing"), (_table(page), *chart))


def _table(page: RegionEdition) -> Table:
    beside = Heading(page.say("country"), is_change=True)
    columns = [Heading(page.own.say("category"))]
    for status in page.own.programme.scale:
        columns += [status_heading(page.own, status), beside]
    columns += [Heading(page.own.say("activities")), beside]
    return Table(
        page.say("standing_caption"),
        tuple(columns),
        tuple(
            Row(label, _cells(page, code), is_total=code == TOTAL)
            for code, label in page.own.categories.items()
        ),
        page.say("standing_note", minimum=page.own.minimum),
    )


def _cells(page: RegionEdition, category: str) -> tuple[str, ...]:
    both = (page.own, page.country)
    shares = [
        each.share(share_of(each, category, status))
        for status in page.own.programme.scale
        for each in both
    ]
    return (*shares, *(each.count(each.figures.measured[category]) for each in both))


def _chart(page: RegionEdition) -> Chart:
    scale = page.own.programme.scale
    series = {status.code: series_of(page.own, status) for status in scale}
    bars, parts, said = [], [], []
    for code, category in page.own.categories.items():
        for edition, label in (
            (page.own, category),
            (page.country, page.say("in_country", label=category)),
        ):
            bars.append(label)
            found = _parts(edition, code)
            parts += [
                Part(label, series[status], count, whole, text)
                for status, count, whole, text in found
            ]
            texts = (f"{series[status].name} {text}" for status, *_, text in found)
            said.append(f"{label}: {', '.join(texts)}")
    return Chart(
        "standing",
        page.say("bars"),
        draw(specify_bars(bars, list(series.values()), parts)),
        page.own.say("bars_alt", figures="; ".join(said)),
    )


def _parts(edition: Edition, category: str) -> list[tuple[str, int, int, str]]:
    shares = {
        status.code: share_of(edition, category, status) for status in edition.programme.scale
    }
    return [
        (code, share.count, share.denominator, edition.share(share))
        for code, share in shares.items()
    ]
