"""How a run begins and fails: what it logs bears its id, and what fails it quotes nothing."""

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
    """A bug: says its kind and its place, not its words."""


@contextmanager
def run_logs() -> Iterator[None]:
    """Log as the settings want, let every record in it bear the id of the run, and see below."""
    start_logs()
    with about(run=flow_run.id), without_words():
        yield


@contextmanager
def without_words() -> Iterator[None]:
    """Let what is raised quote nothing that was sent: Prefect keeps its words and logs them.

    It logs them of a task before the flow knows, so each task needs this as well. What a person
    can mend is said as it is; what it came from is not.
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
    """Whether this run completed before, and is executed again; log what to do instead.

    What a run does depends on how all stands, so a run that is retried weeks later would do what
    nobody asked for then. A run that failed or was killed goes on.
    """
    if not flow_run.id:
        return False
    with get_client(sync_client=True) as client:
        states = client.read_flow_run_states(UUID(str(flow_run.id)))
    if not any(state.is_completed() for state in states):
        return False
    get_run_logger().warning("nothing has changed: this run completed before; start a new run")
    return True
