"""Where everything stands in a workspace; the names of its folders live here and nowhere else."""

import os
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.record_format import refuse_newer_format


@dataclass(frozen=True)
class Workspace:
    """The folder in which one programme runs."""

    home: Path

    @property
    def programme(self) -> Path:
        """The owner's copy of the programme folder; it counts once it has been activated."""
        return self.home / "programme"

    @property
    def inbox(self) -> Path:
        """One folder per region: who may write there is the sender."""
        return self.home / "inbox"

    @property
    def outbox(self) -> Path:
        """One folder per region, in it one per delivery: what the sender gets back."""
        return self.home / "outbox"

    @property
    def journal(self) -> Path:
        """The record: numbered events."""
        return self.home / "record" / "journal"

    @property
    def blobs(self) -> Path:
        """Every byte that events refer to, by hash."""
        return self.home / "record" / "blobs"

    @property
    def claims(self) -> Path:
        """Files taken from the inbox and not yet in the record."""
        return self.home / "record" / "claims"

    @property
    def looks(self) -> Path:
        """What the last look at the inbox saw; evidence of arrival, which may be lost."""
        return self.home / "record" / "looks.json"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file, a projection of the journal."""
        return self.home / "warehouse" / "pow.duckdb"

    @property
    def published(self) -> Path:
        """Releases, catalogues and the link `current`."""
        return self.home / "published"

    @property
    def releases(self) -> Path:
        """Every release that was made, by its name."""
        return self.published / "releases"

    @property
    def concepts(self) -> Path:
        """The last concept of each period, for people to check; no release."""
        return self.published / "concepts"

    @property
    def editorial(self) -> Path:
        """What people write beside the figures, one file a period and language."""
        return self.home / "editorial"

    @property
    def tokens(self) -> Path:
        """The hashes of the tokens with which regions hand in files on the page."""
        return self.home / "tokens.json"

    @property
    def contacts(self) -> Path:
        """The addresses to which reminders are mailed; no part of the record."""
        return self.home / "contacts.csv"

    @property
    def service(self) -> Path:
        """What the Prefect server that `pow up` starts keeps: none of it is part of the record."""
        return self.home / "service"

    @property
    def locks(self) -> Path:
        """Files that exist only to be locked."""
        return self.home / "locks"

    def lock(self, name: str) -> Path:
        """Return the file with this name that exists only to be locked.

        Raises:
            WorkspaceError: something else stands in its place.
        """
        path = self.locks / name
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            raise WorkspaceError(f"{path}: not a file; move {path} elsewhere")
        return path

    def folders(self) -> tuple[Path, ...]:
        """Every folder that a workspace has from its first day."""
        return (
            self.journal,  # first: it tells a workspace whose making was interrupted
            self.programme,
            self.inbox,
            self.outbox,
            self.blobs,
            self.claims,
            self.warehouse.parent,
            self.published,
            self.editorial,
            self.locks,
        )


def refuse_odd_path(home: Path) -> None:
    """Refuse a path that the libraries we use would read as something else.

    Raises:
        WorkspaceError: it holds such a character.
    """
    odd = sorted(set("?#$%*[]") & set(str(home)))
    if odd:
        message = f"{home}: no workspace can stand in a path with {' '.join(odd)}; use another"
        raise WorkspaceError(message)


def open_workspace(home: Path, *, is_record_enough: bool = False) -> Workspace:
    """Return the workspace at `home`.

    Args:
        home: where it stands.
        is_record_enough: whether its other folders may be missing.

    Raises:
        WorkspaceError: there is none, it lacks a folder, or others can write to it; says what to
            do.
        RecordError: a newer version of this program wrote its record.
    """
    workspace = Workspace(home.absolute())
    refuse_odd_path(workspace.home)
    if not workspace.journal.parent.is_dir():
        message = (
            f"{home} is not a workspace; name yours with --home or POW_HOME, "
            "or make one: pow init DIR"
        )
        raise WorkspaceError(message)
    if not is_record_enough:
        _refuse_incomplete(workspace)
    _refuse_what_others_can_write(workspace)
    refuse_newer_format(workspace.journal.parent)
    return workspace


def _refuse_incomplete(workspace: Workspace) -> None:
    """Refuse a workspace that lacks a folder, and say how to restore it."""
    for folder in workspace.folders():
        if folder.is_dir():
            continue
        place = folder.relative_to(workspace.home)
        restore = f"restore it from the backup: cp -a BACKUP/{place} {folder.parent}"
        if os.path.lexists(folder):
            raise WorkspaceError(f"{folder}: not a folder; move it elsewhere, and {restore}")
        raise WorkspaceError(f"{folder}: missing; {restore}")


def _refuse_what_others_can_write(workspace: Workspace) -> None:
    """Refuse a workspace in which others than its user could change what is believed.

    Everybody else may write nowhere in it but in the folders of the regions, which are looked at
    by doctor; the group may not write to the record either.
    """
    record = workspace.journal.parent
    ours_alone = (record, workspace.journal, workspace.blobs, workspace.claims)
    guarded = (workspace.home, workspace.programme, workspace.locks, workspace.warehouse.parent)
    cures = [
        f"chmod {sign} {shlex.quote(str(path))}"
        for paths, bits, sign in (
            (ours_alone, stat.S_IWGRP | stat.S_IWOTH, "go-w"),
            ((*guarded, workspace.published), stat.S_IWOTH, "o-w"),
        )
        for path in paths
        if path.exists() and path.stat().st_mode & bits
    ]
    if cures:
        message = "others can write where pow believes what it finds; mend it with:\n  "
        raise WorkspaceError(f"{workspace.home}: {message}" + "\n  ".join(cures))
