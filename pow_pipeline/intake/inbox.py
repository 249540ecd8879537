"""What lies in the inbox: files that can be taken, and what stays where it is and is told."""

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
# What other programs leave in a folder, in small letters: never a report.
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
_HALF_SENT_SECONDS: Final = 15 * 60  # the alarm in docs/operations.md goes off then
_TO_TAKE_FROM: Final = os.R_OK | os.W_OK | os.X_OK


@dataclass(frozen=True)
class Waiting:
    """A file in the folder of a sender; another one as soon as anything about it changes.

    Attributes:
        written: when it was last written to, in nanoseconds; its sender can set this.
        changed: when its inode last changed, in nanoseconds; only the system sets this.
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
        senders: the folders that count, one per region; what lies in another is nobody's.
    """

    folder: Path
    senders: Collection[str]
    _first_seen: dict[Waiting, float] = field(default_factory=dict)

    def waiting(self) -> list[Waiting]:
        """Return the files that can be taken, complete or not, in no order."""
        room = self.room()
        return [
            entry.as_waiting()
            for entry in self._entries()
            if entry.sender in self.senders and entry.can_be_taken(room)
        ]

    def complete(self, *, settle_seconds: float) -> list[Waiting]:
        """Return the files that have been left alone for so long, in no order."""
        return [file for file in self.waiting() if self._has_settled(file, settle_seconds)]

    def finished(self) -> list[Waiting]:
        """Return the files that are not named as unfinished, whether they can be taken or not."""
        return [
            entry.as_waiting()
            for entry in self._entries()
            if entry.sender in self.senders and entry.is_finished_file()
        ]

    def open_folders(self) -> list[str]:
        """Return the senders whose folders can be looked into."""
        return [sender for sender in self.senders if _is_open(self.folder / sender)]

    def staying(self) -> list[Path]:
        """Return what will not be taken: outside a region's folder, no file, unreadable, too large.

        A file whose name says that it is not finished is one of these once it is left half sent.
        """
        most = shutil.disk_usage(self.folder).total // 2
        return sorted(entry.path for entry in self._entries() if self._stays(entry, most))

    def without_room(self) -> list[Path]:
        """Return the files that are taken once there is more free space; nothing else is wrong."""
        staying, taken = {*self.staying()}, {(file.sender, file.name) for file in self.waiting()}
        return sorted(
            entry.path
            for entry in self._entries()
            if entry.path not in staying
            and (entry.sender, entry.path.name) not in taken
            and not is_unfinished(entry.path.name)
        )

    def ignored(self) -> list[Path]:
        """Return what other programs leave in the inbox, which is never taken."""
        return sorted(path for _, path in self._places() if is_clutter(path.name))

    def lying(self) -> list[Path]:
        """Return everything that lies in the inbox, whether it will be taken or not."""
        return [entry.path for entry in self._entries()]

    def room(self) -> int:
        """Return how many bytes may be taken at once: half of what is free beside the inbox."""
        return shutil.disk_usage(self.folder).free // 2

    def wait_for_arriving(self, *, settle_seconds: float) -> None:
        """Wait until the youngest file has been left alone for so long, at most twice that."""
        until = time.monotonic() + 2 * settle_seconds
        while time.monotonic() < until and self._arriving(settle_seconds):
            time.sleep(settle_seconds / 10)

    def _stays(self, entry: "_Entry", most: int) -> bool:
        if is_unfinished(entry.path.name):
            return entry.is_left()
        return entry.sender not in self.senders or not entry.can_be_taken(most)

    def _arriving(self, settle_seconds: float) -> list[Waiting]:
        return [file for file in self.waiting() if not self._has_settled(file, settle_seconds)]

    def _has_settled(self, file: Waiting, settle_seconds: float) -> bool:
        """Whether a file was written long enough ago.

        A time to come is a clock that is wrong. It tells nothing, so the file must have stayed
        the same for so long since it was first seen.
        """
        age = time.time() - file.written / 1e9
        if age >= 0:
            return age >= settle_seconds
        now = time.monotonic()
        return now - self._first_seen.setdefault(file, now) >= settle_seconds

    def _entries(self) -> Iterator["_Entry"]:
        """Yield everything that lies in the inbox, but for what other programs leave there."""
        for sender, path in self._places():
            if not is_clutter(path.name):
                yield from _look_at(sender, path)

    def _places(self) -> Iterator[tuple[str, Path]]:
        """Yield sender and path of everything that lies in the inbox, see `_Entry`."""
        for place in self.folder.iterdir():
            is_open = _is_open(place)
            for path in _list(place) if is_open else [place]:
                yield place.name if is_open else "", path


@dataclass(frozen=True)
class _Entry:
    """What lies in the inbox, as it was when it was looked at.

    Attributes:
        sender: the folder in which it lies, '' for none that we can see and take from.
    """

    sender: str
    path: Path
    is_readable: bool
    said: os.stat_result

    def can_be_taken(self, room: int) -> bool:
        """Whether it is a file that we can read, whole, and that fits beside itself."""
        return self.is_finished_file() and self.is_readable and self.said.st_size <= room

    def is_finished_file(self) -> bool:
        """Whether it is a file, and its name does not say that it cannot be taken."""
        return (
            stat.S_ISREG(self.said.st_mode)
            and not is_unfinished(self.path.name)
            and not self.path.name.endswith(UNREADABLE)
        )

    def as_waiting(self) -> Waiting:
        """Return it as a file of its sender."""
        said = self.said
        return Waiting(
            self.sender,
            self.path.name,
            said.st_size,
            said.st_mtime_ns,
            said.st_ctime_ns,
            said.st_ino,
        )

    def is_left(self) -> bool:
        """Whether nothing has happened to it for so long that it is no longer being sent."""
        return time.time() - self.said.st_ctime > _HALF_SENT_SECONDS


def _is_open(folder: Path) -> bool:
    is_open = not folder.is_symlink() and folder.is_dir() and os.access(folder, _TO_TAKE_FROM)
    return is_open and not is_clutter(folder.name)


def _list(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:  # it went since it was listed itself
        return []


def _look_at(sender: str, path: Path) -> Iterator[_Entry]:
    """Yield the entry unless it has gone since it was listed: others move and remove as well."""
    is_readable = os.access(path, os.R_OK)
    try:
        said = path.lstat()
    except FileNotFoundError:
        return
    yield _Entry(sender, path, is_readable, said)


def as_text(name: str) -> str:
    """Return the name of a file as text that can be shown; what cannot be seen is its code."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def describe_ignored(paths: Sequence[Path]) -> str:
    """Return one line for the operator that names what other programs left in the inbox."""
    names = [as_text(f"{path.parent.name}/{path.name}") for path in paths[:_MOST_NAMED]]
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    return f"ignored: {', '.join(names)}{more}; other programs left these, they can be removed"


def is_clutter(name: str) -> bool:
    """Whether the name of a file or folder is one that other programs leave behind."""
    known = name.casefold()
    is_marked = known.startswith(_CLUTTER_PREFIXES) or known.endswith(_CLUTTER_SUFFIXES)
    return is_marked or known in _CLUTTER_NAMES


def is_unfinished(name: str) -> bool:
    """Whether the name of a file says that it is still being written."""
    return name.startswith(_UNFINISHED_PREFIXES) or name.endswith(_UNFINISHED_SUFFIXES)
