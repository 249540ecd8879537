"""Start and failure of a flow run: log records have its id, and errors quote no data."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.redact_errors import redact_errors
from flows.stages import run_as_task
from pow_pipeline.jobs.engine.run import Run, open_run
from pow_pipeline.logs import about, start_logs


@contextmanager
def run_logs() -> Iterator[None]:
    """Configure logging, add the run id to log records, and apply `redact_errors`."""
    start_logs()
    with about(run=flow_run.id), redact_errors():
        yield


def open_flow_run(home: str, now: datetime | None = None) -> Run:
    """Begin the run of a flow, whose stages are Prefect tasks.

    Args:
        home: the workspace; '' for that of the worker.
        now: a moment to take for the present; None for that of the settings.
    """
    return open_run(home, now=now, run_stage=run_as_task, flow_run=str(flow_run.id or ""))


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
