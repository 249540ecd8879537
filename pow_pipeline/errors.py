"""Errors that a person can fix, each with the exit code of the command that raises it.

Any other exception is a bug: it is never caught in order to continue, and ends with a traceback.
"""

import traceback
from typing import ClassVar


class PowError(Exception):
    """An error that a person can fix; its message says where, what was found and what to do."""

    exit_code: ClassVar[int] = 3


class UsageError(PowError):
    """The arguments of a command are invalid."""

    exit_code = 2


class WorkspaceError(PowError):
    """The workspace is missing, incomplete or unusable."""


class LockedError(PowError):
    """Another process held the lock until the wait timed out."""


class RecordError(PowError):
    """The journal or a blob is damaged; the command stops, and the record must be examined."""


class WarehouseError(PowError):
    """The warehouse differs from the record."""


class OtherVersionError(WarehouseError):
    """The warehouse was built by another version of this program, and must be rebuilt."""


class VerifyError(PowError):
    """A verification found problems in a workspace."""


class PublicationBlockedError(PowError):
    """A check stops the publication of a period."""

    exit_code = 4


class UploadError(PowError):
    """A release cannot be uploaded; it stays published."""


class AddressError(PowError):
    """The page cannot be served at the given address."""


class SandboxError(PowError):
    """The processes that parse files cannot be started."""


def place_of(error: Exception) -> str:
    """Return the type of an error and the line of this package it came from, without its message.

    The message is left out because it may quote data.
    """
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "pow_pipeline" in frame.filename), None)
    where = f" in {last.filename.rpartition('pow_pipeline/')[2]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"
