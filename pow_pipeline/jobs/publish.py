"""Publish: from the warehouse to a release of one period, and `current` pointing at it."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.asked import asked_period
from pow_pipeline.jobs.ingest import hold_warehouse
from pow_pipeline.jobs.progress import Progress, be_silent
from pow_pipeline.jobs.worker import start_worker
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Release
from pow_pipeline.publication.catalogue import settle_catalogue
from pow_pipeline.publication.columns import write_columns
from pow_pipeline.publication.release import (
    ReleasePlan,
    move_into_place,
    remove_orphans,
    write_manifest,
)
from pow_pipeline.publication.sheet import write_sheet
from pow_pipeline.publication.snapshot import stage_full, stage_public
from pow_pipeline.publication.tables import hash_figures, write_tables
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.releases import latest_release, released
from pow_pipeline.workspace import Workspace
from schemas.language import read_language
from schemas.programme import Programme

if TYPE_CHECKING:
    from pow_pipeline.publication.check import CheckResult

_DATABASE: Final = "pow.duckdb"


@dataclass(frozen=True)
class Published:
    """What a publication came to.

    Attributes:
        release: the release that shows the present figures of the period, if there is one.
        is_new: whether it was made now.
        is_declined: figures have changed, but a new version was not wanted; else, when nothing
            new was made, nothing had changed.
        folder: where it stands.
    """

    release: Release | None
    is_new: bool
    folder: Path | None
    is_declined: bool = False


def publish(
    workspace: Workspace,
    period: str,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm_revision: Callable[[Release], bool],
    progress: Progress = be_silent,
) -> Published:
    """Publish the figures of a period as they stand, unless the same were published before.

    Args:
        workspace: where.
        period: the period to publish; earlier periods go along as data.
        clock: the present moment.
        limits: how much is worked off at once, and what reading may cost.
        lock_seconds: how long to wait for another process.
        confirm_revision: asked with the release that is to be followed by another version.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such period.
        PublicationBlockedError: the figures are not plausible; says which check and why.
        LockedError: another process did not finish in time.
    """
    journal = Journal(workspace.journal)
    programme = ArchivedProgrammes(journal, Blobs(workspace.blobs)).latest()
    asked_period(programme, period)
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        as_of, releases = _bring_up(workspace, clock, limits, progress)
        before = latest_release(releases, period)
        staged = workspace.published / ".staged"
        try:
            plan = _stage(
                workspace, staged, programme, period, before=before, as_of=as_of, clock=clock
            )
            if before and before.figures == plan.figures:
                return Published(before, is_new=False, folder=_folder(workspace, before))
            progress("check", 0, 1)
            _check(staged, plan, programme)
            progress("check", 1, 1)
            if before and not confirm_revision(before):
                folder = _folder(workspace, before)
                return Published(before, is_new=False, folder=folder, is_declined=True)
            release = _release(workspace, staged, plan, programme, clock)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        _bring_up(workspace, clock, limits, progress)
    return Published(release, is_new=True, folder=_folder(workspace, release))


def _bring_up(
    workspace: Workspace, clock: Callable[[], datetime], limits: WorkLimits, progress: Progress
) -> tuple[int, list[Release]]:
    """Work off the record and mend the catalogue; return the last event and all releases."""
    with start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker:
        worker.work_off()
        releases = released(worker.connection)
        remove_orphans(workspace.published / "releases", releases)
        settle_catalogue(workspace.published, releases)
        return worker.shown(), releases


def _stage(
    workspace: Workspace,
    staged: Path,
    programme: Programme,
    period: str,
    *,
    before: Release | None,
    as_of: int,
    clock: Callable[[], datetime],
) -> ReleasePlan:
    shutil.rmtree(staged, ignore_errors=True)
    full = staged / "restricted" / _DATABASE
    public = staged / "public" / _DATABASE
    stage_full(workspace.warehouse, full, period=period)
    stage_public(full, public)
    return ReleasePlan(
        programme=programme.code,
        period=period,
        version=before.version + 1 if before else 1,
        as_of=as_of,
        figures=hash_figures(public),
        issued=clock().astimezone(programme.zone).date(),
    )


def _check(staged: Path, plan: ReleasePlan, programme: Programme) -> None:
    # Great Expectations takes seconds to import; most publications end before it is needed.
    from pow_pipeline.publication.check import check_snapshot

    results = check_snapshot(
        staged / "restricted" / _DATABASE,
        period=plan.period,
        minimum=programme.thresholds.minimum_reporting_rate,
    )
    if not all(result.holds for result in results):
        raise PublicationBlockedError(_report(plan, results))


def _report(plan: ReleasePlan, results: "Sequence[CheckResult]") -> str:
    lines = [f"{plan.period} is not published: its figures are not plausible enough."]
    for result in results:
        lines.append(f"  {'ok    ' if result.holds else 'FAILED'}  {result.name}")
        if not result.holds:
            for row in result.rows[:5]:
                shown = ", ".join(f"{name} {value}" for name, value in row.items())
                lines.append(f"            {shown}")
            lines.append(f"            what to do: {result.cure}")
    return "\n".join(lines)


def _release(
    workspace: Workspace,
    staged: Path,
    plan: ReleasePlan,
    programme: Programme,
    clock: Callable[[], datetime],
) -> Release:
    public = staged / "public"
    write_tables(public / _DATABASE, public, period=plan.period)
    write_columns(public / _DATABASE, public)
    for code in programme.languages:
        language = read_language(code)
        write_sheet(public / _DATABASE, public, plan=plan, programme=programme, language=language)
    manifest = write_manifest(staged, plan)
    move_into_place(staged, workspace.published / "releases", plan)
    release = Release(plan.period, plan.version, plan.as_of, plan.figures, manifest)
    Journal(workspace.journal).append(
        Released(
            at=clock(),
            period=release.period,
            version=release.version,
            as_of=release.as_of,
            figures=release.figures,
            manifest=release.manifest,
        )
    )
    fault_point("released")
    return release


def _folder(workspace: Workspace, release: Release) -> Path:
    return workspace.published / "releases" / release.name
