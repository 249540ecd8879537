"""Why the figures of a release differ from those before, and the file that says so."""

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
# These know of no period before.
_OWN_PERIOD: Final = ("reporting_rate", "answer_distribution", "target_realisation")


@dataclass(frozen=True)
class _Happened:
    """What happened, by the region that it is about; under None what is about all."""

    by_region: Mapping[str | None, Sequence[Happening]]
    gone_over: Mapping[str, frozenset[str]]

    def bears_on(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes of what bears on a figure of one region."""
        code = figure.region_code or ""
        regions = (None, code, *self.gone_over.get(code, ()))
        happened = (each for region in regions for each in self.by_region.get(region, ()))
        return {each.cause for each in happened if _bears_on(each, figure)}

    def bears_on_any(self, figure: RevisedFigure) -> set[Cause]:
        """Return the causes of what bears on a figure, whichever region it is about."""
        happened = (each for found in self.by_region.values() for each in found)
        return {each.cause for each in happened if _bears_on(each, figure)}


def attribute(
    figures: Iterable[RevisedFigure],
    happened: Iterable[Happening],
    gone_over: Mapping[str, frozenset[str]],
) -> tuple[RevisedFigure, ...]:
    """Return the figures with their causes; none is left without.

    A figure of a region has the causes of what happened to its reports about that period and,
    where earlier ones bear on it, those before. One of all regions has those of the regions that
    changed in the same cell. What no event explains is counted by other rules: those of another
    version of the program.

    Args:
        figures: what differs between two releases.
        happened: what happened between them.
        gone_over: by region those from which activities went over to it.
    """
    by_region: dict[str | None, list[Happening]] = defaultdict(list)
    for each in happened:
        by_region[each.region_code].append(each)
    known = _Happened(by_region, gone_over)
    figures = tuple(figures)
    causes = {figure: known.bears_on(figure) for figure in figures if figure.scope == "region"}
    cells: dict[tuple[str | None, ...], set[Cause]] = defaultdict(set)
    for figure, found in causes.items():
        cells[_cell(figure)] |= found
    for figure in figures:
        if figure.scope != "region":
            own = cells[_cell(figure)] | known.bears_on(figure)
            causes[figure] = own or known.bears_on_any(figure)
    return tuple(replace(figure, causes=_in_order(causes[figure])) for figure in figures)


def write_revisions(folder: Path, figures: Sequence[RevisedFigure]) -> None:
    """Write `revisions.csv`: one row is one row of a published table that changed."""
    names = [each.name for each in fields(RevisedFigure)]
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
        return False  # only that of a change is about the period before, too
    return figure.summary not in _OWN_PERIOD and happening.period < figure.period


def _cell(figure: RevisedFigure) -> tuple[str | None, ...]:
    """Return what a figure has in common with those of each region and of all regions."""
    return (figure.summary, figure.period, figure.category, figure.status, figure.detail)


def _in_order(found: set[Cause]) -> tuple[Cause, ...]:
    return tuple(cause for cause in CAUSES if cause in found) or ("rules",)
