"""What lies in the inbox: files that can be taken, and what stays where it is and is told."""

import os
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_UNFINISHED_PREFIXES: Final = (".", "~$")
_UNFINISHED_SUFFIXES: Final = (".tmp", ".part", ".filepart", ".crdownload")


@dataclass(frozen=True, order=True)
class Waiting:
    """A file that can be taken; they sort in order of arrival.

    Attributes:
        written: when it was last written to, in nanoseconds.
    """

    written: int
    sender: str
    name: str
    size: int


@dataclass(frozen=True)
class Inbox:
    """The folders of the senders.

    Attributes:
        senders: the folders that count, one per region; what lies in another is nobody's.
    """

    folder: Path
    senders: Collection[str]

    def waiting(self) -> list[Waiting]:
        """Return the files that can be taken, complete or not, in no order."""
        room = self.room()
        return [
            Waiting(said.st_mtime_ns, sender, entry.name, said.st_size)
            for sender, entry in self._entries()
            if sender in self.senders and _can_be_taken(entry, room)
            for said in (entry.stat(follow_symlinks=False),)
        ]

    def staying(self) -> list[Path]:
        """Return what will not be taken: outside a region's folder, no file, unreadable, too large.

        A file whose name says that it is not finished is none of these.
        """
        room = self.room()
        return sorted(
            Path(entry.path)
            for sender, entry in self._entries()
            if not is_unfinished(entry.name)
            if sender not in self.senders or not _can_be_taken(entry, room)
        )

    def room(self) -> int:
        """Return how many bytes may be taken at once: half of what is free beside the inbox."""
        return shutil.disk_usage(self.folder).free // 2

    def wait_for_arriving(self, *, settle_seconds: float) -> None:
        """Wait until the youngest file has been left alone for so long, at most twice that."""
        until = time.monotonic() + 2 * settle_seconds
        while time.monotonic() < until and not all(
            has_settled(file, settle_seconds) for file in self.waiting()
        ):
            time.sleep(settle_seconds / 10)

    def _entries(self) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        """Yield everything in the inbox with the folder it lies in, '' for none that we can see."""
        with os.scandir(self.folder) as folders:
            for folder in folders:
                if not folder.is_dir(follow_symlinks=False) or not os.access(folder, os.R_OK):
                    yield "", folder
                    continue
                with os.scandir(folder) as files:
                    for file in files:
                        yield folder.name, file


def as_text(name: str) -> str:
    """Return the name of a file as text that can be shown; what cannot be seen is its code."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def has_settled(file: Waiting, settle_seconds: float) -> bool:
    """Whether a file was written long enough ago; a time to come is a clock that is wrong."""
    return not 0 <= time.time() - file.written / 1e9 < settle_seconds


def _can_be_taken(file: "os.DirEntry[str]", room: int) -> bool:
    return (
        file.is_file(follow_symlinks=False)
        and not is_unfinished(file.name)
        and os.access(file, os.R_OK)
        and file.stat(follow_symlinks=False).st_size <= room
    )


def is_unfinished(name: str) -> bool:
    """Whether the name of a file says that it is still being written."""
    return name.startswith(_UNFINISHED_PREFIXES) or name.endswith(_UNFINISHED_SUFFIXES)
