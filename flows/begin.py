"""How a run begins: what it logs bears the id by which the Prefect server knows it."""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.runtime import flow_run

from pow_pipeline.logs import about, start_logs


@contextmanager
def run_logs() -> Iterator[None]:
    """Log as the settings want, and let every record in it bear the id of the run."""
    start_logs()
    with about(run=flow_run.id):
        yield
