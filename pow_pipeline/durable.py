"""Files that are on disk whole or not at all: written aside, synced, then put in their place.

A rename is durable only once its folder is synced as well, which no library does for us.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

_SYNC_THREADS: Final = 8


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, replacing what is there at once."""
    aside = _write_aside(path, content)
    aside.replace(path)
    sync_folder(path.parent)


def write_files(contents: Iterable[tuple[Path, bytes]]) -> None:
    """Put many files in their places; the disk is asked to sync several at a time."""

    def write_one(path_and_content: tuple[Path, bytes]) -> Path:
        path, content = path_and_content
        _write_aside(path, content).replace(path)
        return path.parent

    with ThreadPoolExecutor(_SYNC_THREADS) as pool:
        folders = set(pool.map(write_one, contents))
        for _ in pool.map(sync_folder, folders):
            pass


def create_file(path: Path, content: bytes) -> bool:
    """Put `content` at `path` only if nothing is there; False when something is.

    The file appears whole: a hard link to a synced file is made in one step, and fails when the
    name is taken. So two processes can never both believe that they made it.
    """
    aside = _write_aside(path, content)
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink()
    sync_folder(path.parent)
    return True


def point_link(link: Path, target: str) -> None:
    """Make the symbolic link `link` point at `target`, replacing it in one step."""
    aside = _name_aside(link)
    aside.symlink_to(target)
    aside.replace(link)
    sync_folder(link.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in `folder` are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make sure that every file and every name below `folder` is on disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(parent, name), os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(parent))


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def _write_aside(path: Path, content: bytes) -> Path:
    aside = _name_aside(path)
    with aside.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return aside


def _name_aside(path: Path) -> Path:
    return path.with_name(f".{secrets.token_hex(8)}.aside")
