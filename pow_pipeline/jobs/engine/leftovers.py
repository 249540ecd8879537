"""What a run that was killed, or for which there was no room, left half made: the next removes it.

Only names that this program gives are removed, and only what nobody can be writing: files of a
process that has ended, and folders that are made under the lock of the warehouse, which the caller
holds.
"""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pow_pipeline.durable import is_left_aside, remove_tree
from pow_pipeline.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)
_STAGED: Final = (".staged", ".compared", ".before", ".now", ".later")
_PERIOD_OR_NUMBER: Final = re.compile(r"\.\d[\w-]*")  # of catalogues and of what was stopped
_FEEDBACK: Final = re.compile(r"\.\w+-\d+-\d+(\.\d+)?")
_DATABASE: Final = re.compile(r"\.pow\.duckdb\.(rebuilding|verifying)(\.wal|\.tmp)?")


def remove_leftovers(workspace: Workspace) -> int:
    """Remove what earlier runs left half made, and return how many files and folders it was."""
    left = [*_files(workspace), *_folders(workspace)]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)
    if left:
        _LOG.info("removed what earlier runs left half made", extra={"files": len(left)})
    return len(left)


def _files(workspace: Workspace) -> Iterator[Path]:
    """Yield the files that a process which has ended was about to rename."""
    folders = (
        workspace.home,
        workspace.journal,
        workspace.journal.parent,
        workspace.claims,
        workspace.published,
        workspace.programme,
        workspace.editorial,
        *_folders_in(workspace.blobs),
        *_folders_in(workspace.claims),
        *_folders_in(workspace.outbox),
        *_folders_in(workspace.inbox),
    )
    for folder in folders:
        yield from (path for path in _hidden(folder) if is_left_aside(path))


def _folders(workspace: Workspace) -> Iterator[Path]:
    """Yield what is made only under the lock of the warehouse, and was not finished."""
    published = workspace.published
    yield from (path for path in _hidden(published) if path.name in _STAGED)
    for folder in (published / "catalogue", published / "blocked"):
        yield from (path for path in _hidden(folder) if _PERIOD_OR_NUMBER.fullmatch(path.name))
    for folder in _folders_in(workspace.outbox):
        yield from (path for path in _hidden(folder) if _FEEDBACK.fullmatch(path.name))
    for path in _hidden(workspace.warehouse.parent):
        if _DATABASE.fullmatch(path.name):
            yield path


def _hidden(folder: Path) -> list[Path]:
    """Return what is hidden in a folder; nothing where it is missing or closed to us."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return []
    return [path for path in folder.iterdir() if path.name[0] == "."] if folder.is_dir() else []


def _folders_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
