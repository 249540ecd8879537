"""Stages the figures of a release, either to publish them or to rebuild an earlier state.

The figures are staged from a warehouse, and revised figures are flagged. `render.py` then writes
the files; `publish.py` decides whether there is a new release.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pow_pipeline.durable import remove_tree
from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import STAGING
from pow_pipeline.model.releases import Change, Release
from pow_pipeline.publication.comparison import compare_figures, has_other_columns, mark_revised
from pow_pipeline.publication.files.contents import hash_figures
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.files.snapshot import stage_full, stage_public
from pow_pipeline.publication.reopening import read_reopenings
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.publication.revisions import attribute
from pow_pipeline.publication.signing import signed_off_on
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.figure_changes import (
    FigureChange,
    figure_changes_between,
    moved_regions,
)
from pow_pipeline.warehouse.lookups.releases import latest_release
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Revision:
    """Differences between two releases of a period, and their causes.

    Attributes:
        before: name of the earlier release.
        now: name of the later release, which is not necessarily published.
        figures: figures that differ, with their causes; empty if the releases are equal.
        changes: events between the two releases that may have changed figures.
        is_published: whether the later release has been published.
        stale: names of releases of later periods that compare with outdated figures of the period.
    """

    before: str
    now: str
    figures: tuple[RevisedFigure, ...] = ()
    changes: tuple[FigureChange, ...] = ()
    is_published: bool = False
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """State of the record that a release of a period shows.

    Attributes:
        period: code of the period.
        programme: the programme in force at the state.
        warehouse: path of a closed warehouse that shows the state.
        releases: all releases made before that state.
        as_of: number of the last event of the state.
        issued: the day of publication.
        is_draft: whether a draft to be checked by regions is made instead of a release.
    """

    period: str
    programme: Programme
    warehouse: Path
    releases: Sequence[Release]
    as_of: int
    issued: date
    is_draft: bool = False

    @property
    def before(self) -> Release | None:
        """The last release of the period; None if there is none."""
        return latest_release(self.releases, self.period)


def state_now(run: Run, period: str) -> State:
    """Catch up with the journal, and return the present state. The caller holds the warehouse."""
    as_of, releases = bring_up(run)
    programme = run.programmes.in_force_at(as_of)
    today = run.clock().astimezone(programme.zone).date()
    return State(period, programme, run.workspace.warehouse, releases, as_of, today)


@contextmanager
def staging(run: Run, state: State) -> Iterator[tuple[Path, ReleasePlan, Revision | None]]:
    """Stage the release that would be published now; yield its folder, its plan and its revision.

    The folder is removed afterwards if it was not moved.
    """
    staged = run.workspace.published / ".staged"
    try:
        plan, revision = stage_release(run, staged, state)
        yield staged, plan, revision
    finally:
        remove_tree(staged)


def stage_release(run: Run, staged: Path, state: State) -> tuple[ReleasePlan, Revision | None]:
    """Stage the next release of a period; return its plan and its revision.

    The revision is None for the first release of the period.

    Args:
        run: the run.
        staged: the folder to stage in; existing contents are removed.
        state: the state that the release shows.
    """
    return run.stage(STAGING, lambda: _stage(run, staged, state), as_of=state.as_of)


def _stage(run: Run, staged: Path, state: State) -> tuple[ReleasePlan, Revision | None]:
    remove_tree(staged)
    full = staged / "restricted" / DATABASE
    stage_full(state.warehouse, full, period=state.period)
    plan, before = _plan(full, state), state.before
    revision = None
    if before and before.figures == plan.figures:
        revision = Revision(before.name, plan.name)
        # The flag r marks figures that the previous release revised; this release drops it.
        plan = replace(plan, changed="flags" if before.changed == "figures" else "nothing")
    elif before:
        plan, revision = _revise(run, full, plan, state, before)
    stage_public(full, staged / "public" / DATABASE)
    return plan, revision


def _plan(full: Path, state: State) -> ReleasePlan:
    """Return the plan of a release whose figures were staged, as if no release came before it."""
    period, zone = state.period, state.programme.zone
    figures = hash_figures(full)
    return ReleasePlan(
        state.programme.code,
        period,
        state.before.version + 1 if state.before else 1,
        state.as_of,
        figures,
        state.issued,
        is_draft=state.is_draft,
        signed_off_on=signed_off_on(full, period, figures=figures, zone=zone),
        reopened=tuple(
            reopening for reopening in read_reopenings(full, zone) if reopening.period == period
        ),
    )


def _revise(
    run: Run, full: Path, plan: ReleasePlan, state: State, before: Release
) -> tuple[ReleasePlan, Revision]:
    """Flag the staged figures that differ from the previous release; return plan and revision."""
    with figures_of(run, before, aside=full.parents[1].with_name(".before")) as earlier:
        revision = compare_releases(
            earlier,
            full,
            period=state.period,
            names=(before.name, plan.name),
            warehouse=state.warehouse,
            since=before.as_of,
            until=state.as_of,
        )
        mark_revised(full, earlier)
        changed = _changed(revision.figures, before, earlier, full)
    revises = before.name if changed == "figures" else None
    return replace(plan, changed=changed, revises=revises), revision


def _changed(figures: Sequence[RevisedFigure], before: Release, earlier: Path, now: Path) -> Change:
    """Return the most important kind of difference from the previous release.

    Args:
        figures: the rows that differ.
        before: the previous release.
        earlier: path of the database with its figures.
        now: path of the staged database.
    """
    if any(figure.is_revised for figure in figures):
        return "figures"
    if has_other_columns(earlier, now):
        return "columns"
    return "flags" if figures or before.changed == "figures" else "nothing"


def compare_releases(
    before: Path,
    now: Path,
    *,
    period: str,
    names: tuple[str, str],
    warehouse: Path,
    since: int,
    until: int,
) -> Revision:
    """Return the differences between two staged or released databases, and their causes.

    Args:
        before: path of the earlier database.
        now: path of the later database.
        period: code of the period of both.
        names: names of the earlier and the later release.
        warehouse: path of a warehouse to which the events of both states are applied.
        since: number of the last event of the earlier database.
        until: number of the last event of the later database.
    """
    figures = compare_figures(before, now)
    with read_warehouse(warehouse) as connection:
        changes = figure_changes_between(connection, period, since, until)
        moved_from = moved_regions(connection, since, until)
    return Revision(*names, attribute(figures, changes, moved_from), changes)
