"""Attributes revised figures to their causes, and writes them to a file.

`jobs/publish/staging.py` compares the figures with the last release and calls this module.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Final

from pow_pipeline.publication.data.text import as_csv
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.warehouse.lookups.figure_changes import CAUSES, Cause, FigureChange

REVISIONS_FILE: Final = "revisions.csv"
# These summaries do not depend on earlier periods.
_OWN_PERIOD: Final = ("reporting_rate", "answer_distribution", "target_realisation")


@dataclass(frozen=True)
class _Changes:
    """The events that may have changed figures, by region; None holds those about all regions."""

    by_region: Mapping[str | None, Sequence[FigureChange]]
    moved_from: Mapping[str, frozenset[str]]

    def causes_of(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes that affect a figure of one region."""
        code = figure.region_code or ""
        regions = (None, code, *self.moved_from.get(code, ()))
        changes = (event for region in regions for event in self.by_region.get(region, ()))
        return {event.cause for event in changes if _affects(event, figure)}

    def causes_of_any(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes that affect a figure, for any region."""
        changes = (event for events in self.by_region.values() for event in events)
        return {event.cause for event in changes if _affects(event, figure)}


def attribute(
    figures: Iterable[RevisedFigure],
    changes: Iterable[FigureChange],
    moved_from: Mapping[str, frozenset[str]],
) -> tuple[RevisedFigure, ...]:
    """Return the figures with their causes; each figure has at least one cause.

    A figure of a region has the causes of the events about its reports on that period and, if
    earlier reports affect it, on earlier periods. A figure of all regions has the causes of the
    regions that changed in the same cell. If no event explains a change, the cause is `rules`:
    another version of the program counted the figure.

    Args:
        figures: the figures that differ between two releases.
        changes: the events between them.
        moved_from: by region, the regions that activities moved from.
    """
    by_region: dict[str | None, list[FigureChange]] = defaultdict(list)
    for change in changes:
        by_region[change.region_code].append(change)
    known = _Changes(by_region, moved_from)
    figures = tuple(figures)
    causes = {figure: known.causes_of(figure) for figure in figures if figure.scope == "region"}
    cells: dict[tuple[str | None, ...], set[Cause]] = defaultdict(set)
    for figure, region_causes in causes.items():
        cells[_cell(figure)] |= region_causes
    for figure in figures:
        if figure.scope != "region":
            own = cells[_cell(figure)] | known.causes_of(figure)
            causes[figure] = own or known.causes_of_any(figure)
    return tuple(replace(figure, causes=_in_order(causes[figure])) for figure in figures)


def write_revisions(folder: Path, figures: Sequence[RevisedFigure]) -> None:
    """Write `revisions.csv`: one row is one row of a published table that changed."""
    import pandas as pd

    from schemas.revisions import REVISIONS

    names = [field.name for field in fields(RevisedFigure)]
    rows = [
        tuple(" ".join(value) if isinstance(value, tuple) else value for value in astuple(figure))
        for figure in figures
    ]
    REVISIONS.validate(pd.DataFrame(rows, columns=names), lazy=True)
    (folder / REVISIONS_FILE).write_bytes(as_csv(names, rows))


def _affects(change: FigureChange, figure: RevisedFigure) -> bool:
    if change.affects == "rate" and figure.summary != "reporting_rate":
        return False
    if change.affects == "flag" and "flag" not in figure.changed:
        return False
    if change.period is None or change.period == figure.period:
        return True
    if change.affects == "flag" and figure.summary != "status_trend":
        return False  # only the flag of a change also concerns the previous period
    return figure.summary not in _OWN_PERIOD and change.period < figure.period


def _cell(figure: RevisedFigure) -> tuple[str | None, ...]:
    """Return the key that a figure shares with the same figure of other regions."""
    return (figure.summary, figure.period, figure.category, figure.status, figure.detail)


def _in_order(causes: set[Cause]) -> tuple[Cause, ...]:
    return tuple(cause for cause in CAUSES if cause in causes) or ("rules",)
