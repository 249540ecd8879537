"""How a run begins: what it logs bears the id by which the Prefect server knows it."""

from prefect.runtime import flow_run
from structlog.contextvars import bind_contextvars

from pow_pipeline.logs import start_logs


def begin_logs() -> None:
    """Log as the settings want, and let every record bear the id of this run."""
    start_logs()
    bind_contextvars(run=flow_run.id)
