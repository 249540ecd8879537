"""Files that are on disk whole or not at all: written aside, synced, then put in their place.

A rename is durable only once its folder is synced as well, which no library does for us.
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
    """Put `content` at `path`, replacing what is there at once."""
    os.replace(_write_aside(path, content, mode), path)
    sync_folder(path.parent)


def write_files(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Put many files in their places: all are on disk before the first gets its name."""
    asides = [_name_aside(path) for path, _ in contents]
    for aside, (_, content) in zip(asides, contents, strict=True):
        _write_new(aside, content)
    put_in_place([(aside, path) for aside, (path, _) in zip(asides, contents, strict=True)])


def put_in_place(files: Sequence[tuple[Path | str, Path]]) -> None:
    """Give files that were written aside their names: all are on disk before the first gets it."""
    _sync([aside for aside, _ in files])
    for aside, path in files:
        os.replace(aside, path)
    sync_folders({path.parent for _, path in files})


@contextlib.contextmanager
def open_new(path: Path | str, mode: int = _ALL_MAY_READ) -> Iterator[Callable[[bytes], None]]:
    """Yield what writes to a new file; thousands of small files gain by doing without buffers."""
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
    """Make many folders, each whole with its files or not there at all.

    Args:
        folders: the path of each, which must not exist, and the content of each of its files.
        file_written: called after each file.
        written: called after each folder has got its name.
    """
    for path, files in folders:
        aside = _folder_aside(path)
        try:
            os.mkdir(aside)
        except FileExistsError:  # left by an interrupted process, with files of its own
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
    """Let nobody write to a folder or to what is in it, its owner least of all.

    Args:
        folder: the folder.
        is_private: whether only its owner and group may read it.
    """
    others = _NOT_FOR_OTHERS if is_private else 0
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            path.chmod((_READ_FOLDER if path.is_dir() else _READ_FILE) & ~others)


def let_write(folder: Path) -> None:
    """Let the owner of a folder remove what is in it, which is read-only otherwise."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode & _PERMISSIONS | stat.S_IWUSR)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, read-only or not, if it is there."""
    if folder.exists():
        let_write(folder)
        shutil.rmtree(folder)


def move_aside(path: Path, place: Path) -> Path:
    """Move a file or folder to a place, under another name where that is taken; return where to."""
    names = chain([place.name], (f"{place.name}.{number}" for number in count(2)))
    free = next(place.with_name(each) for each in names if not os.path.lexists(place.parent / each))
    if path.is_dir() and not path.is_symlink():  # one that cannot be written to cannot be moved
        with contextlib.suppress(OSError):
            path.chmod(path.stat().st_mode & _PERMISSIONS | stat.S_IWUSR)
    path.rename(free)
    sync_folders({path.parent, free.parent})
    return free


def sync_folders(folders: Collection[Path]) -> None:
    """Make sure that the names in many folders are on disk."""
    _sync(folders)


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
        os.unlink(aside)
    sync_folder(path.parent)
    return True


def point_link(link: Path, target: str) -> None:
    """Make the symbolic link `link` point at `target`, replacing it in one step."""
    aside = _name_aside(link)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync_folder(link.parent)


def is_left_aside(path: Path) -> bool:
    """Whether a file was written aside by a process that ended before it could rename it.

    Processes of another machine cannot be seen: what they wrote aside is theirs for a day.
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
    """Make sure that the names in `folder` are on disk."""
    _sync([folder])


def sync_tree(folder: Path) -> None:
    """Make sure that every file and every name below `folder` is on disk."""
    _sync([folder, *folder.rglob("*")])


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def _sync(paths: Collection[Path | str]) -> None:
    """Sync files or folders one by one, or everything at once where there are many.

    On Linux `os.sync` returns when all is written; for thousands of files it takes a tenth of the
    time of a sync for each.
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
    """Return what the numbers of processes belong to: this start of the machine, this container."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    place = f"{boot.read_text() if boot.exists() else ''}{os.stat('/proc/self/ns/pid').st_ino}"
    return hashlib.sha256(place.encode()).hexdigest()[:8]


def _folder_aside(path: Path) -> str:
    """Return a name that an interrupted process would have used as well."""
    return f"{path.parent}/.{path.name}"
