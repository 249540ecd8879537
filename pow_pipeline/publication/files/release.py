"""Releases on disk: written aside, described by a manifest, and moved into place as a whole."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pow_pipeline import VERSION
from pow_pipeline.durable import (
    let_write,
    make_folder,
    make_read_only,
    remove_tree,
    sync_folder,
    sync_tree,
)
from pow_pipeline.errors import RecordError
from pow_pipeline.faults import fault_point
from pow_pipeline.model.releases import Change, Release
from pow_pipeline.publication.files.catalogue import set_aside
from pow_pipeline.publication.files.checksums import (
    hash_file,
    is_database_whole,
    remove_checksums,
)
from pow_pipeline.publication.files.contents import describe_database
from pow_pipeline.publication.reopening import Reopening
from pow_pipeline.warehouse.connection import definition_digest

MANIFEST: Final = "manifest.json"
DATABASE: Final = "pow.duckdb"
RESTRICTED: Final = "restricted"
ORPHAN_REMEDY: Final = (
    "remove what an interrupted run left, and set aside all else, with: pow ingest"
)
_DATABASE_SUFFIX: Final = ".duckdb"
_READ_ONLY: Final = 0o555


@dataclass(frozen=True)
class ReleasePlan:
    """The properties of a planned release.

    Attributes:
        as_of: the number of the last event included.
        figures: the hash of its figures.
        issued: the day of publication, in the time zone of the programme.
        revises: the previous release, if a number differs from it.
        changed: how its tables differ from the previous release; None for the first release.
        is_draft: whether it is a draft to check before the release.
        signed_off_on: the day on which a second person signed off these figures.
        reopened: the decisions that reopened the period, in order.
    """

    programme: str
    period: str
    version: int
    as_of: int
    figures: str
    issued: date
    revises: str | None = None
    changed: Change | None = None
    is_draft: bool = False
    signed_off_on: date | None = None
    reopened: tuple[Reopening, ...] = ()

    @property
    def name(self) -> str:
        """The name: a release is named after its version, a draft after its period."""
        return f"{self.period}.{'draft' if self.is_draft else f'v{self.version}'}"


def write_manifest(folder: Path, plan: ReleasePlan) -> str:
    """Write `public/manifest.json` about all files of a staged release; return its sha256.

    It names the files of both tiers: the hashes of restricted files reveal nothing. For a database
    it contains a hash of each table, so that the same figures have the same manifest.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest: dict[str, Any] = {
        "programme": plan.programme,
        "period": plan.period,
        "version": plan.version,
        "issued": plan.issued.isoformat(),
        "as_of": plan.as_of,
        "figures": plan.figures,
        "revises": plan.revises,
        "code_version": VERSION,
        "definitions": definition_digest(),
        "files": {str(path.relative_to(folder)): _describe(path) for path in files},
    }
    content = json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"
    (folder / "public" / MANIFEST).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def is_made_by_this_version(folder: Path) -> bool:
    """Return whether this program has the version and definitions that made a release."""
    try:
        manifest = json.loads((folder / "public" / MANIFEST).read_bytes())
    except (OSError, ValueError):  # missing or changed: verify reports it, and it can be rebuilt
        return False
    return (manifest.get("code_version"), manifest.get("definitions")) == (
        VERSION,
        definition_digest(),
    )


def _describe(path: Path) -> dict[str, Any]:
    if path.suffix == _DATABASE_SUFFIX:
        return describe_database(path)
    return {"sha256": hash_file(path), "bytes": path.stat().st_size}


def move_into_place(staged: Path, folder: Path) -> None:
    """Sync a staged release, make it read-only and move it into place.

    The folder itself is made read-only last, because a read-only folder cannot be moved.
    """
    for tier in staged.iterdir():
        make_read_only(tier, is_private=tier.name == RESTRICTED)
    sync_tree(staged)
    fault_point("release_files")
    make_folder(folder.parent)
    staged.rename(folder)
    folder.chmod(_READ_ONLY)
    sync_folder(folder.parent)
    fault_point("release_moved")


def remove_orphans(folder: Path, releases: Sequence[Release]) -> None:
    """Remove the release that an interrupted publication left, which no event mentions.

    Nothing ever pointed at it. Other unknown files were not made by this program, or were released
    by an event that is lost; they are moved aside.
    """
    if not folder.is_dir():
        set_aside(folder, folder.parent)
    for path in unknown_releases(folder, releases):
        if _is_interrupted(path, releases):
            remove_tree(path)
        else:
            set_aside(path, folder.parent)


def unknown_releases(folder: Path, releases: Sequence[Release]) -> list[Path]:
    """Return the paths among the releases that are not a release of the record."""
    named = {release.name for release in releases}
    return sorted(path for path in folder.glob("*") if path.name not in named)


def _is_interrupted(path: Path, releases: Sequence[Release]) -> bool:
    """Return whether a folder is the next release of its period and nothing points at it."""
    period, _, version = path.name.rpartition(".v")
    before = [release.version for release in releases if release.period == period]
    if path.is_symlink() or version != str(max(before, default=0) + 1):
        return False
    links = (path.parents[1] / "catalogue").glob("*/*")
    is_shown = any(link.is_symlink() and link.readlink().name == path.name for link in links)
    return not is_shown and (path / "public" / MANIFEST).is_file()


def remove_pruned(folder: Path, releases: Iterable[Release]) -> None:
    """Remove all files of pruned releases except their manifests; repeating this is safe."""
    for release in releases:
        if release.is_pruned:
            let_write(folder / release.name)
            for path in files_besides_manifest(folder / release.name):
                path.unlink()
                fault_point("prune_removed")
            _remove_empty(folder / release.name)
            remove_checksums(folder / release.name)


def files_besides_manifest(folder: Path) -> list[Path]:
    """Return the files of a release that pruning removes."""
    manifest = folder / "public" / MANIFEST
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path != manifest]


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def verify_release(folder: Path, release: Release) -> int:
    """Check every file of a release against its manifest; return the number of files.

    For a pruned release, only the manifest must exist; files that are not removed yet are checked.

    Raises:
        RecordError: a file is missing or changed; the message names it.
    """
    path = folder / "public" / MANIFEST
    if not path.is_file() or hash_file(path) != release.manifest:
        raise RecordError(f"{path}: missing, or not the manifest that was released")
    return _verify_files(folder, is_pruned=release.is_pruned) + 1


def _verify_files(folder: Path, *, is_pruned: bool = False) -> int:
    """Check every file that the manifest of a release names; return their number.

    Raises:
        RecordError: a file is missing or changed; the message names it.
    """
    files = _files_of(folder / "public" / MANIFEST)
    present = [name for name in files if not is_pruned or (folder / name).exists()]
    for name in present:
        if not _is_whole(folder, name, files[name]):
            raise RecordError(f"{folder / name}: missing, or not the file that was released")
    return len(present)


def verify_staged(staged: Path, checksums: Mapping[str, str]) -> None:
    """Check that no file of a staged release changed since it was described in the manifest.

    Args:
        staged: the folder of the staged release.
        checksums: the hashes that its databases had before they were described.

    Raises:
        RecordError: a file is missing or changed; the message names it.
    """
    for name, described in _files_of(staged / "public" / MANIFEST).items():
        path = staged / name
        if not path.is_file() or hash_file(path) != (checksums.get(name) or described["sha256"]):
            raise RecordError(f"{path}: changed while it was published; run the command again")


def remedy_of(folder: Path, release: Release) -> str:
    """Return how to restore the damaged files of a release."""
    moved = f"move {folder} elsewhere, and " if os.path.lexists(folder) else ""
    return (
        f"{moved}restore it from the backup: "
        f"cp -a BACKUP/published/releases/{release.name} {folder.parent}; "
        f"without a backup, rebuild it with: pow publish {release.period} "
        f"--as-of {release.as_of} -o DIR; if you put DIR in its place, "
        f"also remove published/checksums/{release.name}.sha256"
    )


def unknown_files(folder: Path) -> list[Path]:
    """Return the files in the folder of a release that its manifest does not name."""
    manifest = folder / "public" / MANIFEST
    known = {folder / name for name in _files_of(manifest)} | {manifest}
    return sorted(path for path in folder.rglob("*") if path not in known and not _is_folder(path))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def is_whole(folder: Path, release: Release) -> bool:
    """Return whether all files of a release are present and unchanged."""
    try:
        verify_release(folder, release)
    except RecordError:
        return False
    return True


def is_as_released(path: Path, folder: Path, release: Release) -> bool:
    """Return whether a file in the folder of a release is present and unchanged."""
    manifest = folder / "public" / MANIFEST
    if not manifest.is_file() or hash_file(manifest) != release.manifest:
        return False
    name = str(path.relative_to(folder))
    return _is_whole(folder, name, _files_of(manifest)[name])


def _files_of(manifest: Path) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = json.loads(manifest.read_bytes())["files"]
    return files


def _is_whole(folder: Path, name: str, described: Mapping[str, Any]) -> bool:
    path = folder / name
    if not path.is_file():
        return False
    if path.suffix == _DATABASE_SUFFIX:
        return is_database_whole(folder, name, described)
    return hash_file(path) == str(described["sha256"])
