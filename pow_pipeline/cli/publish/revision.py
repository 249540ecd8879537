"""Formats the differences between two releases as text for a terminal and as JSON."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TextIO

from pow_pipeline.cli.rows import print_rows

if TYPE_CHECKING:
    from pow_pipeline.jobs.publish.staging import Revision
    from pow_pipeline.publication.revised_figure import RevisedFigure

_COLUMNS: Final = ("summary", "period", "region", "category", "status", "detail")
_NUMBERS: Final = ("number", "of", "percent", "flag", "because of")


def revision_as_json(revision: "Revision") -> dict[str, Any]:
    """Return a revision as JSON values: its figures, what happened, and what it makes stale."""
    return asdict(revision)


def print_revision(revision: "Revision", *, all_with: str, file: TextIO | None = None) -> None:
    """Print what differs and why, what the sheet shows first."""
    file = file or sys.stdout
    now = revision.now if revision.is_published else f"what would be {revision.now} now"
    print(f"{revision.before} → {now}: {_count(revision.figures)}", file=file)
    for cause, number in _by_cause(revision.figures):
        print(f"  {number} because of: {cause}", file=file)
    if revision.figures:
        rows = [_row(figure) for figure in revision.figures]
        print_rows((*_COLUMNS, *_NUMBERS), rows, all_with=all_with, file=file)
    print_stale(revision.stale, file=file)


def print_stale(stale: Sequence[str], *, file: TextIO | None = None) -> None:
    """Print which later releases compare with figures that are no longer those of the period."""
    for name in stale:
        period = name.rpartition(".")[0]
        print(
            f"stale: {name} compares with other figures than these; after publishing them: "
            f"pow publish {period}",
            file=file or sys.stdout,
        )


def _count(figures: "Sequence[RevisedFigure]") -> str:
    numbers = sum(figure.is_revised for figure in figures)
    flags = len(figures) - numbers
    if not figures:
        return "no figure differs"
    return f"{numbers} figures differ" + (f", and {flags} in their flag alone" if flags else "")


def _by_cause(figures: "Sequence[RevisedFigure]") -> list[tuple[str, int]]:
    return Counter(", ".join(figure.causes) for figure in figures).most_common()


def _row(figure: "RevisedFigure") -> tuple[str, ...]:
    return (
        figure.summary,
        figure.period,
        figure.region_code or "all",
        figure.category or "",
        figure.status or "",
        figure.detail or "",
        _change(figure.number_before, figure.number),
        _change(figure.denominator_before, figure.denominator),
        _change(figure.percentage_before, figure.percentage),
        _change(figure.flag_before, figure.flag),
        ", ".join(figure.causes),
    )


def _change(before: Any, now: Any) -> str:
    if before == now:
        return "" if now is None else str(now)
    return f"{_as_text(before)} → {_as_text(now)}"


def _as_text(value: Any) -> str:
    return "-" if value in {None, ""} else str(value)
