"""The errors that a person can mend, each with the exit code of the command that meets it.

A bug is any other exception: it is never caught to get on, and ends with a traceback.
"""

import traceback
from typing import ClassVar


class PowError(Exception):
    """What a person can mend: one message that says where, what was found and what to do."""

    exit_code: ClassVar[int] = 3


class UsageError(PowError):
    """The command was asked something that it cannot do as asked."""

    exit_code = 2


class WorkspaceError(PowError):
    """The workspace is missing, incomplete or cannot be used."""


class LockedError(PowError):
    """Another process holds the lock for longer than we are willing to wait."""


class RecordError(PowError):
    """The journal or a blob is not what it should be: the record needs a look, nothing goes on."""


class WarehouseError(PowError):
    """The warehouse differs from what the record says."""


class OtherVersionError(WarehouseError):
    """The warehouse was made by another version of this program, and is to be made again."""


class VerifyError(PowError):
    """Something in a workspace is not as it must be."""


class PublicationBlockedError(PowError):
    """The figures of a period are not plausible enough to be published."""

    exit_code = 4


class DeliveryError(PowError):
    """A release cannot be brought to where it is to be delivered; it stays published."""


class AddressError(PowError):
    """The page cannot be served at an address."""


class SandboxError(PowError):
    """The processes in which files are read cannot be started."""


def place_of(error: Exception) -> str:
    """Return the kind of an error and the line of ours that it came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "pow_pipeline" in frame.filename), None)
    where = f" in {last.filename.rpartition('pow_pipeline/')[2]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"
