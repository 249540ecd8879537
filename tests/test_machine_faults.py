"""Faults of the machine are recognised in whatever way a library reports them, and nothing else."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import typst
import xlsxwriter.exceptions

from pow_pipeline.errors import UsageError
from pow_pipeline.machine_faults import MachineFaultError, machine_fault, require_descriptors

pytestmark = pytest.mark.usefixtures("real_engines")

NUMBERS = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.EIO,
    errno.EROFS,
)


def from_errno(number: int, filename: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), filename)


def caused_by(cause: Exception, error: Exception) -> Exception:
    try:
        try:
            raise cause
        except type(cause):
            raise error  # noqa: B904 -- as libraries do it
    except type(error) as raised:
        return raised


def sqlite_error(name: str) -> Exception:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
def test_every_number_has_a_remedy(number):
    fault = machine_fault(from_errno(number, "/srv/pow/record/blobs/secret.xlsx"))
    assert fault is not None
    assert fault.exit_code == 3
    assert str(fault).startswith(f"/srv/pow/record/blobs: {os.strerror(number)}; ")
    assert str(fault).endswith(", and run the command again")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (MemoryError(), "free memory"),
        (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate"), "free memory"),
        (duckdb.IOException('IO Error: Could not write file "x": No space left on device'), "free"),
        (duckdb.IOException('IO Error: Cannot open file "x": Too many open files'), "ulimit -n"),
        (duckdb.IOException("IO Error: Could not read: Input/output error"), "check the disk"),
        (sqlite_error("SQLITE_FULL"), "free space"),
        (sqlite_error("SQLITE_IOERR_WRITE"), "check the disk"),
        (sqlite_error("SQLITE_CANTOPEN"), "ulimit -n"),
        (typst.TypstError("failed to write (No space left on device)"), "free space"),
        (OSError("No space left on device (os error 28)"), "free space"),  # Typst
        (OSError("[Errno 24] Detail: [errno 24] Too many open files"), "ulimit -n"),  # pyarrow
        (xlsxwriter.exceptions.FileCreateError(from_errno(errno.ENOSPC)), "free space"),
        (ImportError("libx.so: cannot open shared object file: Too many open files"), "ulimit -n"),
        (BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "ulimit -u"),
        (RuntimeError("can't start new thread"), "ulimit -u"),
        (caused_by(from_errno(errno.ENOSPC), ValueError("I/O on a closed file")), "free space"),
        (ExceptionGroup("several", [ValueError(), from_errno(errno.ENOSPC)]), "free space"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
def test_each_library_is_understood(error, remedy):
    assert remedy in str(machine_fault(error))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("No space left on device"),  # the text of a cell
        duckdb.ConversionException("could not convert 'Too many open files' to INT32"),
        RuntimeError("a bug"),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        PermissionError(errno.EACCES, "Permission denied"),
        sqlite_error("SQLITE_CONSTRAINT"),
        sqlite3.OperationalError("no such table"),
        UsageError("No space left on device"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_nothing_else_is_taken_for_one(error):
    assert machine_fault(error) is None


def test_an_error_that_was_dealt_with_is_no_cause():
    error = caused_by(from_errno(errno.ENOSPC), UsageError("another matter"))
    assert machine_fault(error) is not None
    error.__suppress_context__ = True  # raised from None
    assert machine_fault(error) is None


def test_descriptors_are_asked_for_before_they_are_needed():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = len(os.listdir("/proc/self/fd"))
    require_descriptors()
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
        with pytest.raises(MachineFaultError, match="Too many open files"):
            require_descriptors()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert len(os.listdir("/proc/self/fd")) == opened


_ON_A_FULL_DISK = """
import sys, sqlite3, duckdb, pyarrow, pyarrow.parquet, typst, xlsxwriter
from contextlib import suppress
from pathlib import Path
from pow_pipeline.machine_faults import machine_fault
with suppress(OSError), open("fill", "wb", buffering=0) as file:
    while True:
        file.write(bytes(4096))

def fill_sqlite():
    with sqlite3.connect("a.sqlite") as connection:
        connection.execute("CREATE TABLE t (a)")

def fill_workbook():
    with xlsxwriter.Workbook("a.xlsx") as book:
        book.add_worksheet().write(0, 0, "x")

for write in (
    lambda: Path("a.txt").write_bytes(b"x"),
    fill_sqlite,
    fill_workbook,
    lambda: duckdb.connect("a.duckdb"),
    lambda: typst.compile(b"= a", output="a.pdf"),
    lambda: pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), "a.parquet"),
):
    try:
        write()
        print("written")
    except Exception as error:
        print(machine_fault(error))
"""


def test_each_library_on_a_disk_that_is_full(tmp_path: Path) -> None:
    mount = f'mount -t tmpfs -o size=64k none "{tmp_path}" && cd "{tmp_path}"'
    script = f'{mount} && exec "$0" -c "$1"'
    ended = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, sys.executable, _ON_A_FULL_DISK],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in ended.stderr or "mount" in ended.stderr:
        pytest.skip("no file system can be mounted here")
    lines = ended.stdout.splitlines()
    assert len(lines) == 6
    assert [line for line in lines if "free space there, and run" not in line] == []
