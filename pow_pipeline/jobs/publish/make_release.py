"""Making a release, whether it is to be published or an earlier state is made again.

From a warehouse that shows a state: staged with what is revised flagged, then written as files.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pow_pipeline.durable import remove_tree
from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.jobs.publish.editorial import standing_pieces
from pow_pipeline.jobs.publish.region_questions import ask_in_words
from pow_pipeline.model import Change, Release
from pow_pipeline.publication.comparison import compare_figures, has_other_columns, mark_revised
from pow_pipeline.publication.dashboard.page import write_dashboards
from pow_pipeline.publication.data.index import write_index
from pow_pipeline.publication.data.write import write_data
from pow_pipeline.publication.explanations import write_explanations
from pow_pipeline.publication.files.contents import hash_figures
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.files.snapshot import stage_full, stage_public
from pow_pipeline.publication.files.sqlite import write_sqlite_files
from pow_pipeline.publication.regions.write import write_regions
from pow_pipeline.publication.reopening import read_reopenings
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.publication.revisions import attribute, write_revisions
from pow_pipeline.publication.sheet.write import write_sheets
from pow_pipeline.publication.signing import signed_off_on
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.happened import Happening, happened_between, regions_gone_over
from pow_pipeline.warehouse.lookups.releases import latest_release
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Revision:
    """What differs between two releases of a period, and why.

    Attributes:
        before, now: their names; the latter may not have been published.
        figures: what differs, with its causes; none where the two are the same.
        happened: what happened between the two that may have changed figures.
        is_published: whether the latter has been published.
        stale: later releases that compare with other figures of the period than those now.
    """

    before: str
    now: str
    figures: tuple[RevisedFigure, ...] = ()
    happened: tuple[Happening, ...] = ()
    is_published: bool = False
    stale: tuple[str, ...] = ()


@contextmanager
def staging(
    workspace: Workspace,
    programme: Programme,
    period: str,
    *,
    releases: Sequence[Release],
    as_of: int,
    issued: date,
    is_concept: bool = False,
) -> Iterator[tuple[Path, ReleasePlan, Revision | None]]:
    """Stage what would be published now; yield where, what it is and what it revises.

    What is left of it is removed afterwards. The arguments are those of `stage_release`.
    """
    staged = workspace.published / ".staged"
    try:
        plan, revision = stage_release(
            workspace,
            staged,
            programme,
            period,
            warehouse=workspace.warehouse,
            releases=releases,
            as_of=as_of,
            issued=issued,
            is_concept=is_concept,
        )
        yield staged, plan, revision
    finally:
        remove_tree(staged)


def stage_release(
    workspace: Workspace,
    staged: Path,
    programme: Programme,
    period: str,
    *,
    warehouse: Path,
    releases: Sequence[Release],
    as_of: int,
    issued: date,
    is_concept: bool = False,
) -> tuple[ReleasePlan, Revision | None]:
    """Stage the release that follows those that there are; return what it is and what it revises.

    Args:
        workspace: where the releases before stand.
        staged: the folder to stage in; what is in it is removed.
        programme: the programme in force at that state.
        period: the period.
        warehouse: a closed warehouse that shows the state.
        releases: all releases made by then.
        as_of: the last event of the state.
        issued: the day of publication.
        is_concept: it is to be checked by people, and no release.
    """
    remove_tree(staged)
    full = staged / "restricted" / DATABASE
    stage_full(warehouse, full, period=period)
    figures = hash_figures(full)
    before = latest_release(releases, period)
    version = before.version + 1 if before else 1
    plan = ReleasePlan(
        programme.code,
        period,
        version,
        as_of,
        figures,
        issued,
        is_concept=is_concept,
        signed_off_on=signed_off_on(full, period, figures=figures, zone=programme.zone),
        reopened=tuple(
            each for each in read_reopenings(full, programme.zone) if each.period == period
        ),
    )
    if before is None:
        revision = None
    elif before.figures == figures:
        revision = Revision(before.name, plan.name)
        # Letters r mark what the release before revised, and no longer stand here.
        plan = replace(plan, changed="flags" if before.changed == "figures" else "nothing")
    else:
        with figures_of(workspace, before, aside=staged.with_name(".before")) as earlier:
            revision = compare_releases(
                earlier,
                full,
                period=period,
                names=(before.name, plan.name),
                warehouse=warehouse,
                since=before.as_of,
                until=as_of,
            )
            mark_revised(full, earlier)
            changed = _changed(revision.figures, before, earlier, full)
            plan = replace(
                plan, changed=changed, revises=before.name if changed == "figures" else None
            )
    stage_public(full, staged / "public" / DATABASE)
    return plan, revision


def _changed(figures: Sequence[RevisedFigure], before: Release, earlier: Path, now: Path) -> Change:
    """Return what differs in the tables from the release before, the most important thing first.

    Args:
        figures: the rows that differ.
        before: the release before.
        earlier: the database with its figures.
        now: the staged database.
    """
    if any(figure.is_revised for figure in figures):
        return "figures"
    if has_other_columns(earlier, now):
        return "columns"
    return "flags" if figures or before.changed == "figures" else "nothing"


def write_files(
    workspace: Workspace,
    staged: Path,
    plan: ReleasePlan,
    programme: Programme,
    revision: Revision | None,
    *,
    approved_on: date | None,
) -> None:
    """Write all files of a staged release but its manifest.

    Args:
        workspace: whose record has what people wrote about the period.
        staged: the folder of the staged release.
        plan: what is about to be released.
        programme: the programme in force.
        revision: what it revises; none for a first version.
        approved_on: the day on which it was approved in spite of what the suite found.

    Raises:
        PublicationBlockedError: what people wrote names a figure that there is not.
    """
    public, restricted = staged / "public", staged / "restricted"
    forms = programme.publication.forms
    if "sqlite" in forms:
        write_sqlite_files(staged)
    if "dashboard" in forms:
        write_dashboards(staged, plan=plan, programme=programme)
    if "sheet" in forms:
        write_sheets(
            public / DATABASE,
            public,
            plan=plan,
            programme=programme,
            revised=revision.figures if revision else None,
            approved_on=approved_on,
            editorial=standing_pieces(workspace, plan.period, as_of=plan.as_of),
        )
    write_explanations(restricted / DATABASE, restricted, period=plan.period)
    if "regions" in forms:
        write_regions(
            restricted / DATABASE,
            restricted,
            plan=plan,
            programme=programme,
            put_into_words=ask_in_words,
        )
    if revision:
        write_revisions(public, revision.figures)
    write_data(staged, plan, programme)
    write_index(public, plan=plan, programme=programme)


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
    """Return what differs between two staged or released databases, and why.

    Args:
        before: the database of the one.
        now: that of the other.
        period: the period that they are about.
        names: what they are called.
        warehouse: one that shows both states.
        since: the last event that the one shows.
        until: the last event that the other shows.
    """
    figures = compare_figures(before, now)
    with read_warehouse(warehouse) as connection:
        happened = happened_between(connection, period, since, until)
        gone_over = regions_gone_over(connection, since, until)
    return Revision(*names, attribute(figures, happened, gone_over), happened)
