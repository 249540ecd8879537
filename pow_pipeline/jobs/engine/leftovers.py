"""Removes unfinished files and folders of earlier runs that were killed or ran out of disk space.

Only names that this program uses are removed, and only what no process can still be writing: files
of processes that have ended, and folders that are made under the warehouse lock, which the caller
holds. Drafts and releases of interrupted publications are removed by `reconcile.py`.
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
_PERIOD_OR_NUMBER: Final = re.compile(r"\.\d[\w-]*")  # catalogues, stopped publications
_FEEDBACK: Final = re.compile(r"\.\w+-\d+-\d+(\.\d+)?")
_DATABASE: Final = re.compile(r"\.pow\.duckdb\.(rebuilding|verifying)(\.wal|\.tmp)?")


def remove_leftovers(workspace: Workspace) -> int:
    """Remove unfinished files and folders of earlier runs, and return their number."""
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
    """Yield temporary files of ended processes, written but not yet renamed."""
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
    """Yield unfinished folders and databases, which are made only under the warehouse lock."""
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
    """Return the hidden entries of a folder; none if it is missing or access is denied."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return []
    return [path for path in folder.iterdir() if path.name[0] == "."] if folder.is_dir() else []


def _folders_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
