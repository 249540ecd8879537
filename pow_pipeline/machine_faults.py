"""Faults of the machine: a full disk, too many open files, an I/O error, too little memory.

Such a fault is neither a problem of a delivery nor a bug. The command ends with exit code 3 and a
remedy; its unfinished work stays pending for the next run. Each library reports these faults in its
own way, so only this module recognises them.
"""

import errno
import os
from collections.abc import Iterator
from typing import Final

from pow_pipeline.errors import PowError

_FREE_SPACE: Final = "free space there"
_RAISE_QUOTA: Final = "free space there, or raise the quota"
_RAISE_FILES: Final = "raise the limit of open files (ulimit -n 4096)"
_FREE_MEMORY: Final = "free memory, or let fewer processes read at once (POW_READERS)"
_CHECK_DISK: Final = "check the disk and its connection (dmesg)"
_MOUNT_WRITABLE: Final = "mount the file system writable"
_MORE_PROCESSES: Final = "end other processes, or raise their limit (ulimit -u)"
_MOUNT_AGAIN: Final = "mount the file system again"
_REMEDIES: Final = {
    errno.ENOSPC: _FREE_SPACE,
    errno.EDQUOT: _RAISE_QUOTA,
    errno.EFBIG: "raise the limit of the size of a file (ulimit -f unlimited)",
    errno.EMFILE: _RAISE_FILES,
    errno.ENFILE: "close files of other programs, or raise the limit of the system (fs.file-max)",
    errno.ENOMEM: _FREE_MEMORY,
    errno.EIO: _CHECK_DISK,
    errno.EROFS: _MOUNT_WRITABLE,
    errno.ESTALE: _MOUNT_AGAIN,
    errno.ENOTCONN: _MOUNT_AGAIN,
    errno.ENXIO: _CHECK_DISK,
    errno.ENODEV: _CHECK_DISK,
}
# These may concern a single file, such as one on a disconnected share.
_OF_ONE_FILE: Final = {errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ENXIO, errno.ENODEV}
# Errors without a number, in which libraries report these faults. Messages may quote a value of a
# submission, so only the errors listed here are searched, never an error of this package.
_WORDED: Final = {
    ("duckdb", "IOException"),
    ("duckdb", "FatalException"),
    ("duckdb", "InternalException"),
    ("duckdb", "TransactionException"),  # a commit whose write failed
    ("typst", "TypstError"),
    ("xlsxwriter", "FileCreateError"),
    ("builtins", "ImportError"),  # a shared library could not be loaded
}
_CANNOT_FORK: Final = "can't start new thread"
_SQLITE_REMEDIES: Final = {
    "SQLITE_FULL": _FREE_SPACE,
    "SQLITE_IOERR": _CHECK_DISK,
    "SQLITE_CANTOPEN": f"{_RAISE_FILES}, and check that the folder is there and writable",
    "SQLITE_NOMEM": _FREE_MEMORY,
    "SQLITE_READONLY": _MOUNT_WRITABLE,
}


class MachineFaultError(PowError):
    """The machine failed, not the data; the next run retries the work."""


def machine_fault(error: BaseException) -> MachineFaultError | None:
    """Return the machine fault that caused an error; None for any other error."""
    for cause in _chain(error):
        if isinstance(cause, MachineFaultError):
            return cause
        if remedy := _remedy(cause):
            return MachineFaultError(f"{_describe(cause)}; {remedy}, and run the command again")
    return None


def machine_fault_in(words: str) -> MachineFaultError | None:
    """Return the machine fault named in a message of a library; None if it names none."""
    remedy = _remedy_by_words(words)
    return MachineFaultError(f"{words}; {remedy}, and run the command again") if remedy else None


def require_descriptors(count: int = 16) -> None:
    """Check that `count` more files can be opened; without any, DuckDB aborts the process.

    Raises:
        MachineFaultError: they cannot be opened.
    """
    opened: list[int] = []
    try:
        opened += (os.open(os.devnull, os.O_RDONLY) for _ in range(count))
    except OSError as error:
        error.filename = None  # the fault does not concern this file
        raise_machine_fault(error)
        raise
    finally:
        for descriptor in opened:
            os.close(descriptor)


def concerns_all_files(error: OSError) -> bool:
    """Return whether a fault affects all files rather than one of them."""
    return machine_fault(error) is not None and error.errno not in _OF_ONE_FILE


def raise_machine_fault(error: Exception) -> None:
    """Raise the machine fault that caused an error, if there is one.

    Call this before an error is attributed to a file or set aside.

    Raises:
        MachineFaultError: the error was caused by the machine.
    """
    if fault := machine_fault(error):
        raise fault from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and the errors that led to it, the last one first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, ExceptionGroup):
            yield from error.exceptions
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _describe(error: BaseException) -> str:
    """Return a description of an error with its folder, without the name of a submitted file."""
    if isinstance(error, OSError) and error.strerror:
        place = os.path.dirname(error.filename) if isinstance(error.filename, str) else ""
        return f"{place}: {error.strerror}" if place else error.strerror
    return str(error).partition("\n")[0] or type(error).__name__


def _remedy(error: BaseException) -> str | None:
    if isinstance(error, MemoryError) or _kind(error) == ("duckdb", "OutOfMemoryException"):
        return _FREE_MEMORY
    if isinstance(error, OSError):
        return _remedy_by_number(error)
    if isinstance(error, RuntimeError) and str(error) == _CANNOT_FORK:
        return _MORE_PROCESSES
    if name := getattr(error, "sqlite_errorname", None):
        code = "_".join(str(name).split("_")[:2])  # SQLITE_IOERR_WRITE is an SQLITE_IOERR
        return _SQLITE_REMEDIES.get(code)
    return _remedy_by_words(str(error)) if _kind(error) in _WORDED else None


def _remedy_by_number(error: OSError) -> str | None:
    if error.errno == errno.EAGAIN and isinstance(error, BlockingIOError):  # fork(2)
        return _MORE_PROCESSES
    if error.errno is None:  # pyarrow gives only the message
        return _remedy_by_words(str(error))
    return _REMEDIES.get(error.errno)


def _remedy_by_words(words: str) -> str | None:
    return next((_REMEDIES[code] for code in _REMEDIES if os.strerror(code) in words), None)


def _kind(error: BaseException) -> tuple[str, str]:
    """Return the package and the class name of an error."""
    return type(error).__module__.lstrip("_").partition(".")[0], type(error).__name__
