"""Compares two releases of a period, or a release with what would be published now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.jobs.engine.progress import be_silent
from pow_pipeline.jobs.engine.require import asked_period
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.jobs.publish.make_release import Revision, compare_releases, staging
from pow_pipeline.jobs.publish.stale import stale_releases
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Release
from pow_pipeline.publication.files.release import DATABASE
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.workspace import Workspace


def diff(
    workspace: Workspace,
    period: str,
    versions: Sequence[int] = (),
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
) -> Revision:
    """Return the differences between two releases of a period, and their causes.

    Args:
        workspace: the workspace.
        period: code of the period.
        versions: numbers of the versions to compare. One version is compared with what would be
            published now. Without any, the last release is compared with what would be published
            now, or, if these are equal, the last two releases with each other.
        clock: returns the current time.
        limits: batch size of the worker, and limits for parsing.
        lock_seconds: how long to wait for another process.

    Raises:
        UsageError: there is no such period or version, or the period was never published.
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
    """
    journal = Journal(workspace.journal)
    programmes = ArchivedProgrammes(journal, Blobs(workspace.blobs))
    asked_period(programmes.latest(), period)
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        with start_worker(workspace, clock=clock, limits=limits, progress=be_silent) as worker:
            worker.catch_up()
            as_of, releases = worker.shown(), released(worker.connection)
        own = {release.version: release for release in releases if release.period == period}
        chosen = [_choose(own, period, version) for version in versions]
        if len(chosen) > 1:
            return _between(workspace, releases, *chosen)
        if not own:
            raise UsageError(f"{period} has never been published; do so with: pow publish {period}")
        issued = clock().astimezone(programmes.latest().zone).date()
        last = own[max(own)]
        revision = _until_now(
            workspace, releases, chosen[0] if chosen else last, as_of=as_of, issued=issued
        )
        if chosen or revision.figures or len(own) == 1:
            return revision
        return _between(workspace, releases, own[last.version - 1], last)


def _choose(own: Mapping[int, Release], period: str, version: int) -> Release:
    if version not in own:
        known = ", ".join(f"v{number}" for number in own) or "none yet"
        raise UsageError(f"{period} has no release v{version}; it has {known}")
    return own[version]


def _between(
    workspace: Workspace, releases: Sequence[Release], before: Release, now: Release
) -> Revision:
    """Compare two releases."""
    aside = workspace.published
    with (
        figures_of(workspace, before, aside=aside / ".before") as earlier,
        figures_of(workspace, now, aside=aside / ".now") as later,
    ):
        revision = compare_releases(
            earlier,
            later,
            period=now.period,
            names=(before.name, now.name),
            warehouse=workspace.warehouse,
            since=before.as_of,
            until=now.as_of,
        )
        stale = stale_releases(workspace, releases, now.period, as_of=now.as_of, figures=later)
    return replace(revision, is_published=True, stale=stale)


def _until_now(
    workspace: Workspace, releases: Sequence[Release], before: Release, *, as_of: int, issued: date
) -> Revision:
    """Compare a release with what would be published now."""
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    with staging(
        workspace,
        programmes.in_force_at(as_of),
        before.period,
        releases=releases,
        as_of=as_of,
        issued=issued,
    ) as (staged, plan, _):
        public = staged / "public" / DATABASE
        with figures_of(workspace, before, aside=staged.with_name(".before")) as earlier:
            revision = compare_releases(
                earlier,
                public,
                period=before.period,
                names=(before.name, plan.name),
                warehouse=workspace.warehouse,
                since=before.as_of,
                until=as_of,
            )
        stale = stale_releases(workspace, releases, plan.period, as_of=as_of, figures=public)
        return replace(revision, stale=stale)
