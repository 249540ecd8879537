"""Watches the inboxes, receives files as they arrive and notifies a caller."""

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
class Arrived:
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
    notify: Callable[[Arrived | None], bool],
    looked: Callable[[], None] = lambda: None,
) -> None:
    """Receive files as they arrive, until `stop` is set. Errors are logged and the work is retried.

    Args:
        run: the run; its settings have the intervals.
        stop: set to end watching.
        notify: called with the files received since its last successful call, by any process, and
            with None when watching begins and nothing has arrived. It returns whether the
            notification succeeded; if not, it is called again at the next scan.
        looked: called after each scan of the inboxes.
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
        arrived = _arrived(events)
        if arrived or not is_notified:
            is_notified = notify(arrived)
        if is_notified:
            last += len(events)
        looked()
        if arrived:  # a burst of files leads to a few notifications rather than one per file
            stop.wait(settings.gather_seconds)


def _arrived(events: Sequence[Event]) -> Arrived | None:
    received = [event for event in events if isinstance(event, Received)]
    if not received:
        return None
    return Arrived(received[-1].number, sum(len(event.files) for event in received))


def _receive_all(run: Run) -> None:
    """Receive files until no complete file is left, or until an error, which is logged."""
    try:
        while receive(run):
            pass
    except PowError as error:
        _LOG.error("the inboxes could not be emptied: %s", error)
    except OSError as error:  # a full disk, say: the files stay where they are
        _LOG.error("the inboxes could not be emptied: %s", error.strerror)  # names no file
