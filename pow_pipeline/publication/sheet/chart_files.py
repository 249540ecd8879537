"""Writes the charts of a sheet as files: an image per language, data and metadata."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pow_pipeline.publication.data.text import as_csv
from pow_pipeline.publication.sheet.blocks import Chart, SheetContent
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts import coverage, distribution, trend
from schemas.programme.programme import TOTAL

Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]


def write_charts(folder: Path, contents: Mapping[str, SheetContent], *, edition: Edition) -> None:
    """Write `<name>.<language>.svg`, `<name>.csv` and `<name>.json` for each chart.

    Args:
        folder: the folder to create.
        contents: the sheet in each language.
        edition: the edition of the sheet in any language, which the data come from.
    """
    folder.mkdir()
    data = {
        distribution.CHART: _distribution(edition),
        trend.CHART: _trend(edition),
        coverage.CHART: _coverage(edition),
    }
    charts = {language: _charts_of(content) for language, content in contents.items()}
    for name, (columns, rows) in data.items():
        drawn = {language: by_name[name] for language, by_name in charts.items() if name in by_name}
        if not drawn:
            continue
        for language, chart in drawn.items():
            (folder / f"{name}.{language}.svg").write_text(chart.svg, encoding="utf-8")
        (folder / f"{name}.csv").write_bytes(as_csv(columns, list(rows)))
        metadata = _metadata(edition, name, columns, drawn)
        content = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(content, encoding="utf-8")


def _charts_of(content: SheetContent) -> dict[str, Chart]:
    blocks = (block for section in content.sections for block in section.blocks)
    return {block.name: block for block in blocks if isinstance(block, Chart)}


def _metadata(
    edition: Edition, name: str, columns: Sequence[str], drawn: Mapping[str, Chart]
) -> dict[str, Any]:
    return {
        "name": name,
        "title": {language: chart.title for language, chart in drawn.items()},
        "description": {language: chart.alt for language, chart in drawn.items()},
        "programme": edition.programme.code,
        "period": edition.figures.period,
        "release": edition.plan.name,
        "issued": edition.plan.issued.isoformat(),
        "is_provisional": not edition.figures.is_final,
        "columns": list(columns),
        "images": {language: f"{name}.{language}.svg" for language in drawn},
        "data": f"{name}.csv",
    }


def _distribution(edition: Edition) -> Rows:
    columns = ("period", "category", "status", "activities", "denominator", "percentage")
    figures = edition.figures
    rows = (
        (
            figures.period,
            category,
            status.code,
            share.numerator,
            share.denominator,
            share.percentage,
        )
        for category in edition.categories
        for status in edition.programme.scale
        for share in [figures.shares[figures.period, category, status.code]]
    )
    return columns, rows


def _trend(edition: Edition) -> Rows:
    columns = (
        "period", "status", "activities", "denominator", "percentage", "change", "matched",
        "matched_change",
    )  # fmt: skip
    figures = edition.figures
    rows = []
    for status in trend.ends_of(edition):
        for period in figures.periods:
            share = figures.shares[period, TOTAL, status.code]
            change = figures.changes.get((period, TOTAL, status.code))
            moved = (
                (change.points, change.matched, change.matched_points) if change else (None,) * 3
            )
            rows.append(
                (period, status.code, share.numerator, share.denominator, share.percentage, *moved)
            )
    return columns, rows


def _coverage(edition: Edition) -> Rows:
    columns = ("period", "region_code", "region", "row", "column", "outcome")
    figures = edition.figures
    rows = (
        (
            figures.period,
            region.code,
            region.name,
            row,
            column,
            coverage.outcome_of(figures.regions[region.code]),
        )
        for region, row, column in coverage.place_regions(edition)
    )
    return columns, rows
