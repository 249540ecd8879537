"""Removes from a process all rights that parsing does not need, with kernel features only.

A step that the kernel does not support or allow is skipped; `pow doctor` shows which steps work.
The system calls are made directly, because no well-maintained package provides them. Their numbers
are the same on every processor architecture.
"""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_libc: Final = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_CAPABILITY_VERSION: Final = 0x20080522
_DESCRIPTORS: Final = 32

_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_ADD_RULE: Final = 445
_LANDLOCK_RESTRICT_SELF: Final = 446
_LANDLOCK_GIVE_VERSION: Final = 1
_LANDLOCK_PATH_BENEATH: Final = 1
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3
# Landlock version to the number of access bits that it can deny.
_DENIED_BY_VERSION: Final = ((1, 13), (2, 14), (3, 15), (5, 16), (9, 17))
_TCP_SINCE: Final = 4
_BIND_AND_CONNECT: Final = 0b11
_SCOPES_SINCE: Final = 6
_SOCKETS_AND_SIGNALS: Final = 0b11  # abstract sockets, signals to processes outside

# System libraries that modules can need at import.
_SYSTEM_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(packages: Iterable[Path], *, memory_bytes: int) -> None:
    """Restrict this process to computing, reading libraries, and its open channels.

    Args:
        packages: folders of our own code.
        memory_bytes: limit for the address space.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # never outlive the parent
    _leave_network()
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _deny_files(_readable_folders(packages))
    _drop_capabilities()
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        _set_at_most(limit, value)


def _set_at_most(limit: int, value: int) -> None:
    _, most = resource.getrlimit(limit)
    allowed = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(limit, (allowed, allowed))


def allow_processor(seconds: int) -> None:
    """Allow this many more seconds of CPU time; after that the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def landlock_version() -> int:
    """Return the Landlock version of the kernel, 0 if it has none."""
    none = ctypes.c_void_p()
    size = ctypes.c_size_t(0)
    version = _libc.syscall(_LANDLOCK_CREATE_RULESET, none, size, _LANDLOCK_GIVE_VERSION)
    return max(0, int(version))


def _leave_network() -> None:
    """Enter an isolated network namespace and, where allowed, a user namespace without rights."""
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        _libc.unshare(_CLONE_NEWNET)


def _deny_files(readable: Iterable[Path]) -> None:
    version = landlock_version()
    if not version:
        return
    bits = next(bits for since, bits in reversed(_DENIED_BY_VERSION) if version >= since)
    denied = _Ruleset(
        files=(1 << bits) - 1,
        network=_BIND_AND_CONNECT if version >= _TCP_SINCE else 0,
        scopes=_SOCKETS_AND_SIGNALS if version >= _SCOPES_SINCE else 0,
    )
    # A kernel refuses a structure that is larger than it knows, unless the extra bytes are zero.
    rules = _libc.syscall(
        _LANDLOCK_CREATE_RULESET, ctypes.byref(denied), ctypes.c_size_t(ctypes.sizeof(denied)), 0
    )
    for path in readable:
        _allow_reading(rules, path)
    _libc.syscall(_LANDLOCK_RESTRICT_SELF, rules, 0)
    os.close(rules)


def _allow_reading(rules: int, path: Path) -> None:
    allowed = _READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _PathBeneath(allowed, folder)
        _libc.syscall(_LANDLOCK_ADD_RULE, rules, _LANDLOCK_PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(folder)


def _readable_folders(packages: Iterable[Path]) -> Iterator[Path]:
    """Yield the folders of modules; not all of `sys.path`, which can include workspace folders."""
    places = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    base = Path(
        sys.base_prefix, sys.platlibdir, f"python{sys.version_info[0]}.{sys.version_info[1]}"
    )
    for path in {*packages, *map(Path, places), base, *map(Path, _SYSTEM_LIBRARIES)}:
        if path.exists():
            yield path


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _libc.capset(header, nothing)
