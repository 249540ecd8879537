"""Finds the process that listens on a port of this machine, from /proc on Linux."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_TABLES: Final = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTENS: Final = "0A"
_ADDRESS, _STATE, _INODE = 1, 3, 9  # columns of these tables


def is_foreign(port: int, session: int | None) -> bool:
    """Return whether something listens at a port, and no process of a session does.

    Args:
        port: the port.
        session: the session in which our own server runs; None where it does not run.
    """
    inodes = set(_listening(port))
    return bool(inodes) and not any(inodes & _sockets(pid) for pid in _processes(session))


def _listening(port: int) -> Iterator[str]:
    """Yield the inode of each socket that listens at a port."""
    for table in _TABLES:
        if not os.path.exists(table):  # a system without IPv6
            continue
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            columns = line.split()
            is_there = int(columns[_ADDRESS].rpartition(":")[2], 16) == port
            if is_there and columns[_STATE] == _LISTENS:
                yield columns[_INODE]


def _processes(session: int | None) -> Iterator[int]:
    """Yield the processes of a session."""
    for name in os.listdir("/proc"):
        if session and name.isdecimal() and _session_of(int(name)) == session:
            yield int(name)


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:  # it has ended
        return None


def _sockets(pid: int) -> set[str]:
    """Return the inodes of the sockets of a process; none of one that may not be looked at."""
    found = set()
    with suppress(OSError):  # it has ended
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):  # it has closed this one
                target = os.readlink(f"/proc/{pid}/fd/{descriptor}")
                found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found
