"""Prune: remove the files of releases that nobody need have any more; their manifests stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.progress import be_silent
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Release
from pow_pipeline.publication.files.catalogue import current_releases
from pow_pipeline.publication.files.release import files_beside_manifest
from pow_pipeline.record.events import Pruned
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Removable:
    """A release of which only the manifest need be kept: how many files, and how large."""

    release: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Pruning:
    """What there is to remove, and whether it has been; the releases that stay whole."""

    removable: tuple[Removable, ...]
    kept: tuple[str, ...]
    is_done: bool = False


def prune(
    workspace: Workspace,
    keep: int,
    *,
    by: str | None,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
) -> Pruning:
    """Tell which releases can be pruned, and prune them where somebody wants it.

    Those that were made last stay whole, and so do the latest of each period and the one that is
    current. The record knows
    of a pruning before a file is removed, so that one that was interrupted is ended by the next
    publication.

    Args:
        workspace: where.
        keep: how many of those made last stay whole.
        by: who wants them pruned; None to tell only.
        clock: the present moment.
        limits: how much is worked off at once, and what reading may cost.
        lock_seconds: how long to wait for another process.

    Raises:
        UsageError: `keep` is less than one.
        LockedError: another process did not finish in time.
    """
    if keep < 1:
        raise UsageError(f"--keep {keep}: at least one release stays; write 1 or more")
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        _, releases = bring_up(workspace, clock, limits, be_silent)
        whole = [release for release in releases if not release.is_pruned]
        staying = {release.name for release in _staying(whole, keep)}
        folder = workspace.releases
        removable = tuple(
            _measure(folder, release) for release in whole if release.name not in staying
        )
        kept = tuple(release.name for release in whole if release.name in staying)
        if by is None or not removable:
            return Pruning(removable, kept)
        names = tuple(each.release for each in removable)
        Journal(workspace.journal).append(Pruned(at=clock(), releases=names, by=by))
        fault_point("pruned")
        bring_up(workspace, clock, limits, be_silent)
    return Pruning(removable, kept, is_done=True)


def _staying(whole: Sequence[Release], keep: int) -> list[Release]:
    """Return the releases made last, and of each period the latest and the current one."""
    latest = {release.period: release for release in whole}
    return [*whole[-keep:], *latest.values(), *current_releases(whole).values()]


def _measure(folder: Path, release: Release) -> Removable:
    files = files_beside_manifest(folder / release.name)
    return Removable(release.name, len(files), sum(path.stat().st_size for path in files))
