"""What this process knows of warehouses that it closed, without opening them again.

To open a warehouse takes as long as to validate a small report. What was known when this process
closed a warehouse holds as long as no other one writes to its files.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Of each file of a warehouse: inode, size and modification time in nanoseconds.
FileStates = list[tuple[int, int, int]]


@dataclass(frozen=True)
class Examined:
    """A warehouse whose structure is known to be unaltered.

    Attributes:
        files: its files at that moment.
        last: number and hash of the last event that it shows; None if this is not known.
    """

    files: FileStates
    last: tuple[int, str] | None


_EXAMINED: Final[dict[Path, Examined]] = {}


def keep_examined(path: Path, *, last: tuple[int, str] | None = None) -> None:
    """Note that the structure of a warehouse is as it was created.

    Args:
        path: the path of the warehouse; no other process can write to it now.
        last: number and hash of the last event that it shows, if it is closed; None if not known.
    """
    _EXAMINED[path] = Examined(_states_of(path), last)


def is_examined(path: Path) -> bool:
    """Return whether the structure of a warehouse is known to be unaltered."""
    return _known(path) is not None


def last_shown(path: Path) -> tuple[int, str] | None:
    """Return number and hash of the last event that a warehouse shows; None if not known."""
    known = _known(path)
    return known.last if known else None


def log_of(path: Path) -> Path:
    """Return the path of the write-ahead log of a database."""
    return path.with_name(f"{path.name}.wal")


def _known(path: Path) -> Examined | None:
    known = _EXAMINED.get(path)
    return known if known and known.files == _states_of(path) else None


def _states_of(path: Path) -> FileStates:
    files = [file.stat() for file in (path, log_of(path)) if file.exists()]
    return [(file.st_ino, file.st_size, file.st_mtime_ns) for file in files]
