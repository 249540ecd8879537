"""`pow watch`."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.options import Home

if TYPE_CHECKING:
    from pow_pipeline.cli.up.metrics import Pulse
    from pow_pipeline.jobs.engine.run import Run
    from pow_pipeline.jobs.ingest.watch import ReceivedFiles

_LOG: Final = logging.getLogger(__name__)
# Added to the time between two scans: receiving many files takes time, and so does waiting for a
# server that does not answer.
_GRACE_SECONDS: Final = 120


def watch(
    *,
    home: Home = Path(),
    metrics_port: Annotated[
        int | None,
        Parameter(help="Port of /metrics and /health; by default POW_METRICS_PORT."),
    ] = None,
) -> None:
    """Receive files as they arrive in the inboxes, and notify the Prefect server of each batch.

    Stop it with Ctrl-C or SIGTERM. Without a server, received files wait for the next ingest.
    Example: pow watch --home work

    Example: pow watch --metrics-port 9464 --home work
    """
    from flows.events import has_server, notify_received
    from pow_pipeline.cli.up.metrics import Pulse
    from pow_pipeline.jobs.engine.run import open_run
    from pow_pipeline.jobs.ingest.watch import watch as run_watch
    from pow_pipeline.logs import start_logs

    run, stop = open_run(home), Event()
    settings = run.settings
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    start_logs(is_service=True)

    def notify(received: "ReceivedFiles | None") -> bool:
        return notify_received(run, received)

    pulse = Pulse(settings.watch_seconds + _GRACE_SECONDS)
    port = settings.metrics_port if metrics_port is None else metrics_port
    with _serving_metrics(run, port, pulse):
        _LOG.info("watching %s", run.workspace.inbox)
        if not has_server():
            _LOG.warning("PREFECT_API_URL is not set: received files wait for the next ingest")
        run_watch(run, stop=stop, notify=notify, on_scan=pulse.beat)


@contextmanager
def _serving_metrics(run: "Run", port: int, pulse: "Pulse") -> Iterator[None]:
    """Serve the metrics of the watcher, unless the port is 0."""
    if not port:
        yield
        return
    from pow_pipeline.cli.up.metrics import serving
    from pow_pipeline.jobs.inspect.metrics import describe_metrics
    from pow_pipeline.jobs.inspect.tally import Tally

    tally = Tally()

    def describe() -> bytes:
        return describe_metrics(run, tally, idle=pulse.idle())

    host = run.settings.metrics_host
    with serving(host, port, pulse=pulse, describe=describe) as there:
        _LOG.info("metrics are at http://%s:%d/metrics", host, there)
        yield
