"""Watches the inboxes, receives files as they arrive and notifies the caller of them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event as Signal
from typing import Final

from pow_pipeline.errors import PowError
from pow_pipeline.intake.watching import watch_inboxes
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.ingest.ingest import receive
from pow_pipeline.logs import run_of
from pow_pipeline.record.events import Event, Received

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReceivedFiles:
    """Files received since the last notification, in one or more events.

    Attributes:
        event: number of the last of these events.
        deliveries: number of files.
    """

    event: int
    deliveries: int


@run_of("watch")
def watch(
    run: Run,
    *,
    stop: Signal,
    notify: Callable[[ReceivedFiles | None], bool],
    on_scan: Callable[[], None] = lambda: None,
) -> None:
    """Receive files as they arrive, until `stop` is set. Errors are logged and the work is retried.

    Args:
        run: the run; its settings have the intervals.
        stop: set to end watching.
        notify: called with the files that any process received since the last successful call,
            and once at the start, with None if no file was received. Returns whether the
            notification succeeded; after a failure it is called again at the next scan.
        on_scan: called after each scan of the inboxes.
    """
    settings, journal = run.settings, run.journal
    last, is_notified = journal.head(), False
    for _ in watch_inboxes(
        run.workspace.inbox,
        stop=stop,
        is_polled=settings.watch_polling,
        look_seconds=settings.watch_seconds,
    ):
        _receive_all(run)
        events = list(journal.read(after=last))
        received = _received_files(events)
        if received or not is_notified:
            is_notified = notify(received)
        if is_notified:
            last += len(events)
        on_scan()
        if received:  # many files at once lead to a few notifications rather than one per file
            stop.wait(settings.gather_seconds)


def _received_files(events: Sequence[Event]) -> ReceivedFiles | None:
    received = [event for event in events if isinstance(event, Received)]
    if not received:
        return None
    return ReceivedFiles(received[-1].number, sum(len(event.files) for event in received))


def _receive_all(run: Run) -> None:
    """Receive files until no complete file is left, or until an error, which is logged."""
    try:
        while receive(run):
            pass
    except PowError as error:
        _LOG.error("files in the inboxes could not be received: %s", error)
    except OSError as error:  # such as a full disk; the log must not name the file
        _LOG.error("files in the inboxes could not be received: %s", error.strerror)
