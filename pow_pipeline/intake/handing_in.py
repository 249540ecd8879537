"""Writes bytes received over the network as a file in the inbox of a region."""

import re
import secrets
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from pow_pipeline.durable import create_file
from pow_pipeline.errors import WorkspaceError
from pow_pipeline.intake.inbox import Inbox, is_clutter, is_unfinished
from pow_pipeline.workspace import Workspace

_LONGEST: Final = 60
_ODD: Final = re.compile(r"[^A-Za-z0-9-]+")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")


def hand_in(workspace: Workspace, region: str, *, name: str, content: bytes) -> Path:
    """Write a file into the inbox of a region atomically and return its path.

    Args:
        workspace: workspace that holds the inbox.
        region: code of the region.
        name: name given by the sender; unsafe parts of it are removed.
        content: bytes of the file.

    Raises:
        WorkspaceError: the region has no inbox, or the disk has too little free space.
    """
    folder = workspace.inbox / region
    if not folder.is_dir():
        raise WorkspaceError(f"{folder}: missing; let the programme count: pow programme activate")
    if len(content) > Inbox(workspace.inbox, ()).room():
        raise WorkspaceError(f"{folder}: no room on the disk for {len(content)} bytes; make room")
    while not create_file(path := folder / free_name(name), content):
        pass
    return path


def free_name(name: str) -> str:
    """Return a safe file name: the safe parts of `name`, plus a random part against collisions.

    The result never looks like the name of an unfinished file or of a file that other programs
    leave behind.
    """
    given = PurePosixPath(name.replace("\\", "/").replace("\0", ""))
    plain = unicodedata.normalize("NFKD", given.stem).encode("ascii", "ignore").decode()
    stem = _ODD.sub("_", plain)[:_LONGEST].strip("_-") or "file"
    suffix = given.suffix.lower()
    is_taken = not is_unfinished(f"x{suffix}") and not is_clutter(f"x{suffix}")
    is_plain = _SUFFIX.fullmatch(suffix) and is_taken
    return f"{stem}-{secrets.token_hex(4)}{suffix if is_plain else ''}"
