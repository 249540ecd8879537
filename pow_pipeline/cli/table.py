"""The table of the sheet as text for a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.programme import Programme

_Figure = Mapping[str, Any]


def describe_figures(figures: Sequence[_Figure], programme: "Programme") -> str:
    """Return the sheet's table: a line per category, the total first, a column per status.

    Behind a percentage stands by how many points it changed, where there is a period before.
    """
    language = programme.language
    by_place = {(row["category"], row["status"]): row for row in figures}
    denominators = {row["category"]: row["denominator"] for row in figures}
    labels = {"total": programme.total[language]}
    labels |= {category.code: category.label[language] for category in programme.categories}
    width = max(len(label) for label in labels.values())
    heads = [f"{status.symbol} {status.label[language]}" for status in programme.scale]
    lines = [" " * width + "".join(f"  {head}" for head in heads) + "       n"]
    for code, label in labels.items():
        cells = [
            f"  {_as_text(by_place.get((code, status.code))):>{len(head)}}"
            for status, head in zip(programme.scale, heads, strict=True)
        ]
        lines.append(f"{label:<{width}}{''.join(cells)}{denominators.get(code, 0):>8}")
    before = {str(row["period_before"]) for row in figures if row.get("change") is not None}
    lines += [f"In brackets: percentage points since {period}." for period in sorted(before)]
    return "\n".join(lines)


def _as_text(figure: _Figure | None) -> str:
    if figure is None or figure["percentage"] is None:
        return "-"
    change = figure.get("change")
    return f"{figure['percentage']}%" + (f" ({change:+d})" if change is not None else "")
