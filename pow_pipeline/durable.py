"""Writes files durably and atomically: to a temporary name, synced, then renamed.

A rename is durable only once its folder is synced too, which no library does.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Final

_ASIDE: Final = re.compile(r"\.([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.aside")
_A_DAY: Final = 24 * 60 * 60
_MANY: Final = 32
_ALL_MAY_READ: Final = 0o644
_READ_FILE: Final = 0o444
_READ_FOLDER: Final = 0o555
_PERMISSIONS: Final = 0o777  # a confined service may set no other bits
_NOT_FOR_OTHERS: Final = 0o007


def write_file(path: Path, content: bytes, *, mode: int = _ALL_MAY_READ) -> None:
    """Write `content` to `path`, and replace an existing file atomically."""
    os.replace(_write_aside(path, content, mode), path)
    sync_folder(path.parent)


def write_files(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Write many files; all contents are on disk before the first file gets its name."""
    asides = [_name_aside(path) for path, _ in contents]
    for aside, (_, content) in zip(asides, contents, strict=True):
        _write_new(aside, content)
    put_in_place([(aside, path) for aside, (path, _) in zip(asides, contents, strict=True)])


def put_in_place(files: Sequence[tuple[Path | str, Path]]) -> None:
    """Rename temporary files to their final names, after all contents are on disk."""
    _sync([aside for aside, _ in files])
    for aside, path in files:
        os.replace(aside, path)
    sync_folders({path.parent for _, path in files})


@contextlib.contextmanager
def open_new(path: Path | str, mode: int = _ALL_MAY_READ) -> Iterator[Callable[[bytes], None]]:
    """Yield a function that writes to a new file, unbuffered for speed with many small files."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)

    def write(content: bytes) -> None:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]

    try:
        yield write
    finally:
        os.close(descriptor)


def write_folders(
    folders: Sequence[tuple[Path, Mapping[str, bytes]]],
    *,
    file_written: Callable[[], None] = lambda: None,
    written: Callable[[], None] = lambda: None,
) -> None:
    """Create many folders with files, each folder completely or not at all.

    Args:
        folders: pairs of a path, which must not exist, and the contents of its files by name.
        file_written: called after each file.
        written: called after each folder has received its final name.
    """
    for path, files in folders:
        aside = _folder_aside(path)
        try:
            os.mkdir(aside)
        except FileExistsError:  # left by an interrupted process, possibly with files
            shutil.rmtree(aside)
            os.mkdir(aside)
        for name, content in files.items():
            _write_new(f"{aside}/{name}", content)
            file_written()
    _sync([f"{_folder_aside(path)}/{name}" for path, files in folders for name in files])
    for path, _ in folders:
        os.rename(_folder_aside(path), path)
        written()
    sync_folders({path.parent for path, _ in folders})


def make_read_only(folder: Path, *, is_private: bool = False) -> None:
    """Make a folder and its contents read-only, for the owner too.

    Args:
        folder: the folder.
        is_private: whether only the owner and the group may read it.
    """
    others = _NOT_FOR_OTHERS if is_private else 0
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            path.chmod((_READ_FOLDER if path.is_dir() else _READ_FILE) & ~others)


def let_write(folder: Path) -> None:
    """Make a folder and its subfolders writable for the owner, so that entries can be removed."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode & _PERMISSIONS | stat.S_IWUSR)


def remove_tree(folder: Path) -> None:
    """Remove a folder with its contents, even if read-only; do nothing if it does not exist."""
    if folder.exists():
        let_write(folder)
        shutil.rmtree(folder)


def move_aside(path: Path, place: Path) -> Path:
    """Move a file or folder to a path, or to a numbered variant if taken; return the new path."""
    names = chain([place.name], (f"{place.name}.{number}" for number in count(2)))
    free = next(place.with_name(name) for name in names if not os.path.lexists(place.parent / name))
    if path.is_dir() and not path.is_symlink():  # a read-only folder cannot be moved
        with contextlib.suppress(OSError):
            path.chmod(path.stat().st_mode & _PERMISSIONS | stat.S_IWUSR)
    path.rename(free)
    sync_folders({path.parent, free.parent})
    return free


def sync_folders(folders: Collection[Path]) -> None:
    """Sync many folders, so that the names in them are on disk."""
    _sync(folders)


def create_file(path: Path, content: bytes) -> bool:
    """Write `content` to `path` only if nothing exists there; return whether it was written.

    The file appears complete: a hard link to a synced file is created atomically, and fails if the
    name is taken. Two processes can therefore never both believe that they created the file.
    """
    aside = _write_aside(path, content)
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(aside)
    sync_folder(path.parent)
    return True


def point_link(link: Path, target: str) -> None:
    """Make the symbolic link `link` point to `target`, and replace an existing link atomically."""
    aside = _name_aside(link)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync_folder(link.parent)


def is_left_aside(path: Path) -> bool:
    """Return whether a file is a temporary file of a process that ended before renaming it.

    The processes of another machine are not visible: their temporary files count as left after a
    day.
    """
    matched = _ASIDE.fullmatch(path.name)
    if not matched:
        return False
    if matched[1] == _processes():
        return not os.path.exists(f"/proc/{matched[2]}")
    try:
        return time.time() - path.lstat().st_mtime > _A_DAY
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Sync `folder`, so that the names in it are on disk."""
    _sync([folder])


def sync_tree(folder: Path) -> None:
    """Sync every file and folder below `folder`."""
    _sync([folder, *folder.rglob("*")])


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents durably, if they do not exist."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def _sync(paths: Collection[Path | str]) -> None:
    """Sync files or folders one by one, or the whole system at once if there are many.

    On Linux `os.sync` returns when everything is written. For thousands of files it takes a tenth
    of the time of one `fsync` per file.
    """
    if len(paths) > _MANY:
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_new(path: str, content: bytes, mode: int = _ALL_MAY_READ) -> None:
    with open_new(path, mode) as write:
        write(content)


def _write_aside(path: Path, content: bytes, mode: int = _ALL_MAY_READ) -> str:
    aside = _name_aside(path)
    _write_new(aside, content, mode)
    _sync([aside])
    return aside


def _name_aside(path: Path) -> str:
    return f"{path.parent}/.{_processes()}-{os.getpid()}-{secrets.token_hex(8)}.aside"


@cache
def _processes() -> str:
    """Return an identifier of the PID namespace: this boot of the machine and this container."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    place = f"{boot.read_text() if boot.exists() else ''}{os.stat('/proc/self/ns/pid').st_ino}"
    return hashlib.sha256(place.encode()).hexdigest()[:8]


def _folder_aside(path: Path) -> str:
    """Return the temporary name of a folder, which is the same in every process."""
    return f"{path.parent}/.{path.name}"
