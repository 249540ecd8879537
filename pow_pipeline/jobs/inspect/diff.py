"""Compares two releases of a period, or a release with what would be published now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.jobs.publish.staging import Revision, State, compare_releases, staging
from pow_pipeline.jobs.publish.stale import stale_releases
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.release import DATABASE
from pow_pipeline.warehouse.lookups.releases import released


def diff(run: Run, period: str, versions: Sequence[int] = ()) -> Revision:
    """Return the differences between two releases of a period, and their causes.

    Args:
        run: the run.
        period: code of the period.
        versions: numbers of the versions to compare. One version is compared with what would be
            published now. Without any, the last release is compared with what would be published
            now, or, if these are equal, the last two releases with each other.

    Raises:
        UsageError: there is no such period or version, or the period was never published.
        LockedError: another process held the warehouse lock for too long.
    """
    require_period(run.programme(), period)
    with hold_warehouse(run):
        with start_worker(run) as worker:
            worker.catch_up()
            as_of, releases = worker.shown(), released(worker.connection)
        own = {release.version: release for release in releases if release.period == period}
        chosen = [_choose(own, period, version) for version in versions]
        if len(chosen) > 1:
            return _between(run, releases, *chosen)
        if not own:
            raise UsageError(f"{period} has never been published; do so with: pow publish {period}")
        last = own[max(own)]
        revision = _until_now(run, releases, chosen[0] if chosen else last, as_of=as_of)
        if chosen or revision.figures or len(own) == 1:
            return revision
        return _between(run, releases, own[last.version - 1], last)


def _choose(own: Mapping[int, Release], period: str, version: int) -> Release:
    if version not in own:
        known = ", ".join(f"v{number}" for number in own) or "none yet"
        raise UsageError(f"{period} has no release v{version}; it has {known}")
    return own[version]


def _between(run: Run, releases: Sequence[Release], before: Release, now: Release) -> Revision:
    """Compare two releases."""
    workspace = run.workspace
    aside = workspace.published
    with (
        figures_of(run, before, aside=aside / ".before") as earlier,
        figures_of(run, now, aside=aside / ".now") as later,
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
        stale = stale_releases(run, releases, now.period, as_of=now.as_of, figures=later)
    return replace(revision, is_published=True, stale=stale)


def _until_now(run: Run, releases: Sequence[Release], before: Release, *, as_of: int) -> Revision:
    """Compare a release with what would be published now."""
    programme, warehouse = run.programmes.in_force_at(as_of), run.workspace.warehouse
    today = run.clock().astimezone(programme.zone).date()
    state = State(before.period, programme, warehouse, releases, as_of, today)
    with staging(run, state) as (staged, plan, _):
        public = staged / "public" / DATABASE
        with figures_of(run, before, aside=staged.with_name(".before")) as earlier:
            revision = compare_releases(
                earlier,
                public,
                period=before.period,
                names=(before.name, plan.name),
                warehouse=warehouse,
                since=before.as_of,
                until=as_of,
            )
        stale = stale_releases(run, releases, plan.period, as_of=as_of, figures=public)
        return replace(revision, stale=stale)
