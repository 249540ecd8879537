"""Removes data from the errors of flows and tasks, because Prefect stores and logs them.

`pow_pipeline/jobs/decide/erase.py` erases personal data from the record.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pow_pipeline.errors import PowError, place_of
from pow_pipeline.machine_faults import machine_fault


class BugError(Exception):
    """A bug, described by the type and place of the error instead of its message."""


@contextmanager
def redact_errors() -> Iterator[None]:
    """Remove data from exceptions: a bug gets another message, and no exception keeps its cause.

    Prefect logs the exception of a task before the flow gets it, so each task needs this too.
    Errors that a user can fix keep their message.
    """
    try:
        yield
    except (PowError, BugError) as error:
        raise error from None
    except Exception as error:  # noqa: BLE001 -- raised again
        if fault := machine_fault(error):
            raise fault from None
        raise BugError(place_of(error)).with_traceback(error.__traceback__) from None
