"""Formats the table of the sheet as text for a terminal and as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.programme.programme import Programme

_Figure = Mapping[str, Any]


def describe_figures(figures: Sequence[_Figure], programme: "Programme") -> str:
    """Return the sheet's table: a line per category, the total first, a column per status.

    Behind a percentage stands by how many points it changed, where there is a period before.
    """
    head, *rows = _rows(figures, programme)
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = []
    for label, *cells in (head, *rows):
        aligned = (f"  {cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True))
        lines.append(f"{label:<{widths[0]}}{''.join(aligned)}")
    return "\n".join([*lines, *_since(figures)])


def figures_as_markdown(figures: Sequence[_Figure], programme: "Programme") -> str:
    """Return the same as a table of Markdown."""
    head, *rows = _rows(figures, programme)
    rule = ["---", *("--:" for _ in head[1:])]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]
    return "\n".join([*lines, "", *_since(figures)])


def _rows(figures: Sequence[_Figure], programme: "Programme") -> Iterator[list[str]]:
    """Yield the head of the table, then its rows."""
    language = programme.language
    by_place = {(row["category"], row["status"]): row for row in figures}
    denominators = {row["category"]: row["denominator"] for row in figures}
    yield ["", *(f"{choice.symbol} {choice.label[language]}" for choice in programme.scale), "n"]
    labels = {"total": programme.total[language]}
    labels |= {category.code: category.label[language] for category in programme.categories}
    for code, label in labels.items():
        cells = (_as_text(by_place.get((code, status.code))) for status in programme.scale)
        yield [label, *cells, str(denominators.get(code, 0))]


def _since(figures: Sequence[_Figure]) -> list[str]:
    before = {str(row["period_before"]) for row in figures if row.get("change") is not None}
    return [f"In brackets: percentage points since {period}." for period in sorted(before)]


def _as_text(figure: _Figure | None) -> str:
    if figure is None or figure["percentage"] is None:
        return "-"
    change = figure.get("change")
    return f"{figure['percentage']}%" + (f" ({change:+d})" if change is not None else "")
