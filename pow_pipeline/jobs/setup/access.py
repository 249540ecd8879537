"""Access rights in a workspace: the modes of its folders when they are created.

Users outside the group of the owner can traverse the workspace, the inbox and the outbox, but not
list them. Each region has access to its own folders through a group that an operator sets.
"""

from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme

_TRAVERSE_ONLY: Final = 0o751  # for others; the group may list
_OWNER_ONLY: Final = 0o700
_GROUP_MAY_READ: Final = 0o750
_GROUP_MAY_WRITE: Final = 0o2770  # setgid: new files belong to the group of the folder
_SEEN_BY_GROUP: Final = 0o2750
_ALL_MAY_READ: Final = 0o755
_WITHOUT_SETGID: Final = 0o777


def set_modes(workspace: Workspace) -> None:
    """Set the modes of the folders of a new workspace, regardless of the umask."""
    record = workspace.journal.parent
    modes = {
        workspace.home: _TRAVERSE_ONLY,
        workspace.inbox: _TRAVERSE_ONLY,
        workspace.outbox: _TRAVERSE_ONLY,
        record: _OWNER_ONLY,
        workspace.journal: _OWNER_ONLY,
        workspace.blobs: _OWNER_ONLY,
        workspace.claims: _OWNER_ONLY,
        workspace.locks: _OWNER_ONLY,
        workspace.warehouse.parent: _GROUP_MAY_READ,
        workspace.programme: _GROUP_MAY_READ,
        workspace.editorial: _GROUP_MAY_WRITE,
        workspace.published: _ALL_MAY_READ,
    }
    for folder, mode in modes.items():
        _set_mode(folder, mode)


def make_folders(workspace: Workspace, programme: Programme) -> None:
    """Create an inbox and an outbox for each region without one; existing folders are unchanged."""
    for region in programme.regions:
        for folder, mode in (
            (workspace.inbox / region.code, _GROUP_MAY_WRITE),
            (workspace.outbox / region.code, _SEEN_BY_GROUP),
        ):
            if not folder.is_dir():
                make_folder(folder)
                _set_mode(folder, mode)


def _set_mode(folder: Path, mode: int) -> None:
    """Set the mode of a folder, without the setgid bit if a confined service must not set it."""
    try:
        folder.chmod(mode)
    except PermissionError:
        folder.chmod(mode & _WITHOUT_SETGID)
