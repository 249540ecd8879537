"""`pow watch`."""

import logging
import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pow_pipeline.cli.options import Home

if TYPE_CHECKING:
    from pow_pipeline.jobs.watch import Arrived


def watch(*, home: Home = Path()) -> None:
    """Receive files as they come into the inboxes, and tell the Prefect server of each batch.

    Ends at Ctrl-C or SIGTERM. Without a server, files are received and wait for the next ingest.
    Example: pow watch --home work
    """
    from flows.events import tell_arrived
    from pow_pipeline.jobs.watch import watch as run_watch
    from pow_pipeline.logs import start_logs
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    settings, workspace, stop = read_settings(), open_workspace(home), Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    start_logs(is_service=True)

    def tell(arrived: "Arrived | None") -> bool:
        return tell_arrived(workspace, arrived)

    logging.getLogger(__name__).info("watching %s", workspace.inbox)
    run_watch(
        workspace,
        clock=settings.clock,
        batch_size=settings.batch_size,
        settle_seconds=settings.settle_seconds,
        is_polled=settings.watch_polling,
        look_seconds=settings.watch_seconds,
        gather_seconds=settings.gather_seconds,
        stop=stop,
        tell=tell,
    )
