"""Prunes old releases: removes all their files except the manifests."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import current_releases
from pow_pipeline.publication.files.release import files_besides_manifest
from pow_pipeline.record.events import Pruned


@dataclass(frozen=True)
class Removable:
    """A release that can be reduced to its manifest.

    Attributes:
        release: name of the release.
        files: number of files that can be removed.
        bytes: total size of these files.
    """

    release: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Pruning:
    """Result of a pruning.

    Attributes:
        removable: releases that can be reduced to their manifests.
        kept: names of the releases that stay complete.
        is_done: whether the files were removed.
    """

    removable: tuple[Removable, ...]
    kept: tuple[str, ...]
    is_done: bool = False


def prune(run: Run, keep: int, *, by: str | None) -> Pruning:
    """Return the releases that can be pruned, and prune them if `by` names a person.

    The most recent releases stay complete, and so do the latest and the current release of each
    period. The pruning is recorded before any file is removed, so that the next publication
    completes an interrupted pruning.

    Args:
        run: the run.
        keep: number of most recent releases that stay complete.
        by: name of the person who requests the pruning; None to list only.

    Raises:
        UsageError: `keep` is less than one.
        LockedError: another process held the warehouse lock for too long.
    """
    if keep < 1:
        raise UsageError(f"--keep {keep}: at least one release stays; write 1 or more")
    with hold_warehouse(run):
        _, releases = bring_up(run)
        unpruned = [release for release in releases if not release.is_pruned]
        staying = {release.name for release in _staying(unpruned, keep)}
        folder = run.workspace.releases
        removable = tuple(
            _measure(folder, release) for release in unpruned if release.name not in staying
        )
        staying_releases = tuple(release.name for release in unpruned if release.name in staying)
        if by is None or not removable:
            return Pruning(removable, staying_releases)
        names = tuple(release.release for release in removable)
        run.journal.append(Pruned(at=run.clock(), releases=names, by=by))
        fault_point("pruned")
        bring_up(run)  # removes the files of the releases that the event names
    return Pruning(removable, staying_releases, is_done=True)


def _staying(unpruned: Sequence[Release], keep: int) -> list[Release]:
    """Return the `keep` most recent releases, and the latest and current one of each period."""
    latest = {release.period: release for release in unpruned}
    return [*unpruned[-keep:], *latest.values(), *current_releases(unpruned).values()]


def _measure(folder: Path, release: Release) -> Removable:
    files = files_besides_manifest(folder / release.name)
    return Removable(release.name, len(files), sum(path.stat().st_size for path in files))
