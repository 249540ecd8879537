"""Attributes revised figures to their causes, and writes them to a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Final

import pandas as pd

from pow_pipeline.publication.data.text import as_csv
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.warehouse.lookups.happened import CAUSES, Cause, Happening
from schemas.published import REVISIONS

REVISIONS_FILE: Final = "revisions.csv"
# These summaries do not depend on earlier periods.
_OWN_PERIOD: Final = ("reporting_rate", "answer_distribution", "target_realisation")


@dataclass(frozen=True)
class _Happened:
    """The events that may have changed figures, by region; None holds those about all regions."""

    by_region: Mapping[str | None, Sequence[Happening]]
    gone_over: Mapping[str, frozenset[str]]

    def bears_on(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes that affect a figure of one region."""
        code = figure.region_code or ""
        regions = (None, code, *self.gone_over.get(code, ()))
        happened = (event for region in regions for event in self.by_region.get(region, ()))
        return {event.cause for event in happened if _bears_on(event, figure)}

    def bears_on_any(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes that affect a figure, for any region."""
        happened = (event for events in self.by_region.values() for event in events)
        return {event.cause for event in happened if _bears_on(event, figure)}


def attribute(
    figures: Iterable[RevisedFigure],
    happened: Iterable[Happening],
    gone_over: Mapping[str, frozenset[str]],
) -> tuple[RevisedFigure, ...]:
    """Return the figures with their causes; each figure has at least one cause.

    A figure of a region has the causes of the events about its reports on that period and, if
    earlier reports affect it, on earlier periods. A figure of all regions has the causes of the
    regions that changed in the same cell. If no event explains a change, the cause is `rules`:
    another version of the program counted the figure.

    Args:
        figures: the figures that differ between two releases.
        happened: the events between them.
        gone_over: by region, the regions that activities moved from.
    """
    by_region: dict[str | None, list[Happening]] = defaultdict(list)
    for happening in happened:
        by_region[happening.region_code].append(happening)
    known = _Happened(by_region, gone_over)
    figures = tuple(figures)
    causes = {figure: known.bears_on(figure) for figure in figures if figure.scope == "region"}
    cells: dict[tuple[str | None, ...], set[Cause]] = defaultdict(set)
    for figure, region_causes in causes.items():
        cells[_cell(figure)] |= region_causes
    for figure in figures:
        if figure.scope != "region":
            own = cells[_cell(figure)] | known.bears_on(figure)
            causes[figure] = own or known.bears_on_any(figure)
    return tuple(replace(figure, causes=_in_order(causes[figure])) for figure in figures)


def write_revisions(folder: Path, figures: Sequence[RevisedFigure]) -> None:
    """Write `revisions.csv`: one row is one row of a published table that changed."""
    names = [field.name for field in fields(RevisedFigure)]
    rows = [
        tuple(" ".join(value) if isinstance(value, tuple) else value for value in astuple(figure))
        for figure in figures
    ]
    REVISIONS.validate(pd.DataFrame(rows, columns=names), lazy=True)
    (folder / REVISIONS_FILE).write_bytes(as_csv(names, rows))


def _bears_on(happening: Happening, figure: RevisedFigure) -> bool:
    if happening.bears_on == "rate" and figure.summary != "reporting_rate":
        return False
    if happening.bears_on == "flag" and "flag" not in figure.changed:
        return False
    if happening.period is None or happening.period == figure.period:
        return True
    if happening.bears_on == "flag" and figure.summary != "status_trend":
        return False  # only the flag of a change also concerns the previous period
    return figure.summary not in _OWN_PERIOD and happening.period < figure.period


def _cell(figure: RevisedFigure) -> tuple[str | None, ...]:
    """Return the key that a figure shares with the same figure of other regions."""
    return (figure.summary, figure.period, figure.category, figure.status, figure.detail)


def _in_order(causes: set[Cause]) -> tuple[Cause, ...]:
    return tuple(cause for cause in CAUSES if cause in causes) or ("rules",)
