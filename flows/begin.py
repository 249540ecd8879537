"""Start and failure of a flow run: log records have its id, and errors quote no data."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from pow_pipeline.errors import PowError, place_of
from pow_pipeline.logs import about, start_logs
from pow_pipeline.machine_faults import machine_fault


class BugError(Exception):
    """A bug, described by the type and place of the error instead of its message."""


@contextmanager
def run_logs() -> Iterator[None]:
    """Configure logging, add the run id to log records, and apply `without_words`."""
    start_logs()
    with about(run=flow_run.id), without_words():
        yield


@contextmanager
def without_words() -> Iterator[None]:
    """Remove quoted data from exceptions, because Prefect stores and logs their messages.

    Prefect logs the exception of a task before the flow sees it, so each task needs this too.
    Errors that a person can fix keep their message, but lose their cause.
    """
    try:
        yield
    except (PowError, BugError) as error:
        raise error from None
    except Exception as error:  # noqa: BLE001 -- raised again
        if fault := machine_fault(error):
            raise fault from None
        raise BugError(place_of(error)).with_traceback(error.__traceback__) from None


def has_completed_before() -> bool:
    """Return whether this run completed before and is executed again; if so, log a warning.

    The effect of a run depends on the state of the workspace, so retrying a completed run weeks
    later would do something that nobody requested. A run that failed or was killed continues.
    """
    if not flow_run.id:
        return False
    with get_client(sync_client=True) as client:
        states = client.read_flow_run_states(UUID(str(flow_run.id)))
    if not any(state.is_completed() for state in states):
        return False
    get_run_logger().warning("nothing has changed: this run completed before; start a new run")
    return True
