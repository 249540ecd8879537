"""Paths in a workspace. Only this module defines the names of its folders and files."""

import os
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.record_format import refuse_newer_format


@dataclass(frozen=True)
class Workspace:
    """The folder with all data of one programme."""

    home: Path

    @property
    def programme(self) -> Path:
        """Editable copy of the programme folder; changes take effect on activation."""
        return self.home / "programme"

    @property
    def inbox(self) -> Path:
        """Incoming files, in one folder per region. Write access identifies the sender."""
        return self.home / "inbox"

    @property
    def outbox(self) -> Path:
        """Feedback for senders, in one folder per region with one folder per delivery."""
        return self.home / "outbox"

    @property
    def journal(self) -> Path:
        """Numbered events of the record."""
        return self.home / "record" / "journal"

    @property
    def blobs(self) -> Path:
        """Contents that events refer to, in files named after their hash."""
        return self.home / "record" / "blobs"

    @property
    def claims(self) -> Path:
        """Files taken from an inbox that are not yet in the record."""
        return self.home / "record" / "claims"

    @property
    def scans(self) -> Path:
        """Result of the last scan of the inbox, the evidence of arrival times; it may be lost."""
        return self.home / "record" / "scans.json"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file built from the journal."""
        return self.home / "warehouse" / "pow.duckdb"

    @property
    def published(self) -> Path:
        """Folder of the releases, the catalogues and the link `current`."""
        return self.home / "published"

    @property
    def releases(self) -> Path:
        """All releases, by name."""
        return self.published / "releases"

    @property
    def drafts(self) -> Path:
        """The last draft of each period, for regions to check before a release."""
        return self.published / "drafts"

    @property
    def editorial(self) -> Path:
        """Editorial texts that accompany the figures, one file per period and language."""
        return self.home / "editorial"

    @property
    def tokens(self) -> Path:
        """Hashes of the tokens with which regions log in on the page of `pow form`."""
        return self.home / "tokens.json"

    @property
    def contacts(self) -> Path:
        """Mail addresses for reminders; not part of the record."""
        return self.home / "contacts.csv"

    @property
    def service(self) -> Path:
        """Data of the Prefect server that `pow up` starts; not part of the record."""
        return self.home / "service"

    @property
    def locks(self) -> Path:
        """Folder of lock files."""
        return self.home / "locks"

    def lock(self, name: str) -> Path:
        """Return the path of the lock file with a name.

        Raises:
            WorkspaceError: the path exists but is not a regular file.
        """
        path = self.locks / name
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            raise WorkspaceError(f"{path}: not a file; move {path} elsewhere")
        return path

    def folders(self) -> tuple[Path, ...]:
        """Return the folders that every workspace has from its creation."""
        return (
            self.journal,  # first, because it marks a workspace whose creation was interrupted
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


def refuse_special_characters(path: Path) -> None:
    """Refuse a path with characters that the libraries in use would interpret.

    Raises:
        WorkspaceError: the path contains such a character.
    """
    special = sorted(set("?#$%*[]") & set(str(path)))
    if special:
        message = f"{path}: the path must not contain {' '.join(special)}; use another one"
        raise WorkspaceError(message)


def open_workspace(home: Path, *, allow_missing_folders: bool = False) -> Workspace:
    """Return the workspace at `home`.

    Args:
        home: path of the workspace.
        allow_missing_folders: whether folders other than the record can be missing.

    Raises:
        WorkspaceError: there is no workspace, it lacks a folder, or other users can write to it;
            the message says what to do.
        RecordError: a newer version of this program wrote its record.
    """
    workspace = Workspace(home.absolute())
    refuse_special_characters(workspace.home)
    if not workspace.journal.parent.is_dir():
        message = (
            f"{home} is not a workspace; give the path of one with --home or POW_HOME, "
            "or create one: pow init DIR"
        )
        raise WorkspaceError(message)
    if not allow_missing_folders:
        _refuse_incomplete(workspace)
    _refuse_write_access_of_others(workspace)
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


def _refuse_write_access_of_others(workspace: Workspace) -> None:
    """Refuse a workspace in which other users could change trusted data.

    Other users must have no write access except in the folders of the regions, which `pow doctor`
    examines. The group must not have write access to the record either.
    """
    record = workspace.journal.parent
    private = (record, workspace.journal, workspace.blobs, workspace.claims)
    guarded = (workspace.home, workspace.programme, workspace.locks, workspace.warehouse.parent)
    remedies = [
        f"chmod {sign} {shlex.quote(str(path))}"
        for paths, bits, sign in (
            (private, stat.S_IWGRP | stat.S_IWOTH, "go-w"),
            ((*guarded, workspace.published), stat.S_IWOTH, "o-w"),
        )
        for path in paths
        if path.exists() and path.stat().st_mode & bits
    ]
    if remedies:
        message = "other users can write to folders that pow trusts; fix it with:\n  "
        raise WorkspaceError(f"{workspace.home}: {message}" + "\n  ".join(remedies))
