"""Lists the contents of the inbox: files that can be received, and files to report instead."""

import os
import shutil
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

UNREADABLE: Final = ".unreadable"
_UNFINISHED_PREFIXES: Final = (".", "~$")
_UNFINISHED_SUFFIXES: Final = (".tmp", ".part", ".filepart", ".crdownload")
# Lowercase names that other programs leave in a folder; never a delivery.
_CLUTTER_PREFIXES: Final = (".ds_store", "._", "~$", ".~lock.", "~wrl")
_CLUTTER_SUFFIXES: Final = (".url", ".lnk", ".webloc", ".desktop", ".library-ms")
_CLUTTER_NAMES: Final = frozenset(
    (
        *("desktop.ini", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db"),
        *("$recycle.bin", "recycler", "system volume information"),
        *(".localized", "icon\r", "__macosx", ".appledouble", ".apdisk", ".temporaryitems"),
        *(".spotlight-v100", ".trashes", ".fseventsd", ".documentrevisions-v100"),
        *(".directory", "@eadir", "#recycle"),
    )
)
_MOST_NAMED: Final = 10
_HALF_SENT_SECONDS: Final = 15 * 60  # same threshold as the alarm in docs/operations.md
_TO_TAKE_FROM: Final = os.R_OK | os.W_OK | os.X_OK


@dataclass(frozen=True)
class Waiting:
    """A file in the folder of a sender; any change to the file makes it a different `Waiting`.

    Attributes:
        size: size in bytes.
        written: modification time in nanoseconds; the sender can set it.
        changed: change time of the inode in nanoseconds; only the system sets it.
    """

    sender: str
    name: str
    size: int
    written: int
    changed: int
    inode: int


@dataclass(frozen=True)
class Inbox:
    """The folders of the senders.

    Attributes:
        senders: names of the folders from which files are received, one per region.
    """

    folder: Path
    senders: Collection[str]
    _first_seen: dict[Waiting, float] = field(default_factory=dict)

    def waiting(self) -> list[Waiting]:
        """Return the files that can be received, complete or not, in arbitrary order."""
        room = self.room()
        return [
            entry.as_waiting()
            for entry in self._entries()
            if entry.sender in self.senders and entry.can_be_taken(room)
        ]

    def complete(self, *, stable_seconds: float) -> list[Waiting]:
        """Return the files not written to for `stable_seconds`, in arbitrary order."""
        return [file for file in self.waiting() if self._is_stable(file, stable_seconds)]

    def finished(self) -> list[Waiting]:
        """Return the files whose name is not that of an unfinished file, receivable or not."""
        return [
            entry.as_waiting()
            for entry in self._entries()
            if entry.sender in self.senders and entry.is_finished_file()
        ]

    def open_folders(self) -> list[str]:
        """Return the senders whose folders are accessible."""
        return [sender for sender in self.senders if _is_open(self.folder / sender)]

    def staying(self) -> list[Path]:
        """Return the paths that will not be received.

        They are outside the folder of a region, not a regular file, unreadable or too large. A
        file with the name of an unfinished file is included once its transfer has stalled.
        """
        most = shutil.disk_usage(self.folder).total // 2
        return sorted(entry.path for entry in self._entries() if self._stays(entry, most))

    def without_room(self) -> list[Path]:
        """Return the files that wait only for more free space on the disk."""
        staying, taken = {*self.staying()}, {(file.sender, file.name) for file in self.waiting()}
        return sorted(
            entry.path
            for entry in self._entries()
            if entry.path not in staying
            and (entry.sender, entry.path.name) not in taken
            and not is_unfinished(entry.path.name)
        )

    def ignored(self) -> list[Path]:
        """Return the paths that other programs leave in the inbox; they are never received."""
        return sorted(path for _, path in self._places() if is_clutter(path.name))

    def lying(self) -> list[Path]:
        """Return all paths in the inbox, receivable or not, except those of `ignored`."""
        return [entry.path for entry in self._entries()]

    def room(self) -> int:
        """Return the number of bytes to receive at once: half the free space on the inbox disk."""
        return shutil.disk_usage(self.folder).free // 2

    def wait_for_arriving(self, *, stable_seconds: float) -> None:
        """Wait until no file was written to for `stable_seconds`, at most twice that time."""
        until = time.monotonic() + 2 * stable_seconds
        while time.monotonic() < until and self._arriving(stable_seconds):
            time.sleep(stable_seconds / 10)

    def _stays(self, entry: "_Entry", most: int) -> bool:
        if is_unfinished(entry.path.name):
            return entry.is_left()
        return entry.sender not in self.senders or not entry.can_be_taken(most)

    def _arriving(self, stable_seconds: float) -> list[Waiting]:
        return [file for file in self.waiting() if not self._is_stable(file, stable_seconds)]

    def _is_stable(self, file: Waiting, stable_seconds: float) -> bool:
        """Return whether a file has not been written to for `stable_seconds`.

        A modification time in the future comes from a wrong clock. In that case the file must
        have stayed the same for `stable_seconds` since it was first seen.
        """
        age = time.time() - file.written / 1e9
        if age >= 0:
            return age >= stable_seconds
        now = time.monotonic()
        return now - self._first_seen.setdefault(file, now) >= stable_seconds

    def _entries(self) -> Iterator["_Entry"]:
        """Yield everything in the inbox except what other programs leave there."""
        for sender, path in self._places():
            if not is_clutter(path.name):
                yield from _look_at(sender, path)

    def _places(self) -> Iterator[tuple[str, Path]]:
        """Yield the sender and the path of everything in the inbox, see `_Entry`."""
        for place in self.folder.iterdir():
            is_open = _is_open(place)
            for path in _list(place) if is_open else [place]:
                yield place.name if is_open else "", path


@dataclass(frozen=True)
class _Entry:
    """One path in the inbox, with its state at the time of listing.

    Attributes:
        sender: folder of the path; '' if the path is not in an accessible folder.
    """

    sender: str
    path: Path
    is_readable: bool
    status: os.stat_result

    def can_be_taken(self, room: int) -> bool:
        """Return whether it is a finished, readable file whose copy fits into `room` bytes."""
        return self.is_finished_file() and self.is_readable and self.status.st_size <= room

    def is_finished_file(self) -> bool:
        """Return whether it is a regular file whose name does not mark it as not receivable."""
        return (
            stat.S_ISREG(self.status.st_mode)
            and not is_unfinished(self.path.name)
            and not self.path.name.endswith(UNREADABLE)
        )

    def as_waiting(self) -> Waiting:
        """Return the entry as a file of its sender."""
        status = self.status
        return Waiting(
            self.sender,
            self.path.name,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
            status.st_ino,
        )

    def is_left(self) -> bool:
        """Return whether its inode has not changed for so long that the transfer has stalled."""
        return time.time() - self.status.st_ctime > _HALF_SENT_SECONDS


def _is_open(folder: Path) -> bool:
    is_open = not folder.is_symlink() and folder.is_dir() and os.access(folder, _TO_TAKE_FROM)
    return is_open and not is_clutter(folder.name)


def _list(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:  # removed after the listing
        return []


def _look_at(sender: str, path: Path) -> Iterator[_Entry]:
    """Yield the entry unless another process has moved or removed it since the listing."""
    is_readable = os.access(path, os.R_OK)
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    yield _Entry(sender, path, is_readable, status)


def as_text(name: str) -> str:
    """Return a file name as printable text; other characters become their escape sequence."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def describe_ignored(paths: Sequence[Path]) -> str:
    """Return one line for the operator that names the files other programs left in the inbox."""
    names = [as_text(f"{path.parent.name}/{path.name}") for path in paths[:_MOST_NAMED]]
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    return f"ignored: {', '.join(names)}{more}; other programs left these, they can be removed"


def is_clutter(name: str) -> bool:
    """Return whether other programs leave files or folders with this name behind."""
    known = name.casefold()
    is_marked = known.startswith(_CLUTTER_PREFIXES) or known.endswith(_CLUTTER_SUFFIXES)
    return is_marked or known in _CLUTTER_NAMES


def is_unfinished(name: str) -> bool:
    """Return whether this is the name of a file that is still being written."""
    return name.startswith(_UNFINISHED_PREFIXES) or name.endswith(_UNFINISHED_SUFFIXES)
