"""The table of the sheet as text for a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.programme import Programme


def describe_figures(figures: Sequence[Mapping[str, Any]], programme: "Programme") -> str:
    """Return the sheet's table: a line per category, the total first, a column per status."""
    language = programme.language
    percentages = {(row["category"], row["status"]): row["percentage"] for row in figures}
    denominators = {row["category"]: row["denominator"] for row in figures}
    labels = {"total": programme.total[language]}
    labels |= {category.code: category.label[language] for category in programme.categories}
    width = max(len(label) for label in labels.values())
    heads = [f"{status.symbol} {status.label[language]}" for status in programme.scale]
    lines = [" " * width + "".join(f"  {head}" for head in heads) + "       n"]
    for code, label in labels.items():
        cells = [
            f"  {_as_text(percentages.get((code, status.code))):>{len(head)}}"
            for status, head in zip(programme.scale, heads, strict=True)
        ]
        lines.append(f"{label:<{width}}{''.join(cells)}{denominators.get(code, 0):>8}")
    return "\n".join(lines)


def _as_text(percentage: int | None) -> str:
    return "-" if percentage is None else f"{percentage}%"
