"""Watches the inboxes, receives files as they arrive and notifies a caller."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event as Signal
from typing import Final

from pow_pipeline.errors import PowError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.intake.watching import watch_inboxes
from pow_pipeline.logs import run_of
from pow_pipeline.record.events import Event, Received
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace

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
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    batch_size: int,
    stable_seconds: float,
    is_polled: bool,
    look_seconds: float,
    gather_seconds: float,
    stop: Signal,
    tell: Callable[[Arrived | None], bool],
    looked: Callable[[], None] = lambda: None,
) -> None:
    """Receive files as they arrive, until `stop` is set. Errors are logged and the work is retried.

    Args:
        workspace: the workspace.
        clock: returns the current time.
        batch_size: number of files received at once.
        stable_seconds: time without changes after which a file counts as complete.
        is_polled: whether the inboxes are on a share without change notifications.
        look_seconds: interval at which the inboxes are scanned if no change is notified.
        gather_seconds: pause after a notification, so that a burst of files leads to a few
            notifications rather than one per file.
        stop: set to end watching.
        tell: called with the files received since its last successful call, by any process, and
            with None when watching begins and nothing has arrived. It returns whether the
            notification succeeded; if not, it is called again at the next scan.
        looked: called after each scan of the inboxes.
    """
    journal = Journal(workspace.journal)
    seen, is_notified = journal.head(), False
    for _ in watch_inboxes(
        workspace.inbox, stop=stop, is_polled=is_polled, look_seconds=look_seconds
    ):
        try:
            _receive_all(workspace, clock, batch_size, stable_seconds)
        except PowError as error:
            _LOG.error("the inboxes could not be emptied: %s", error)
        except OSError as error:  # a full disk, say: the files stay where they are
            _LOG.error("the inboxes could not be emptied: %s", error.strerror)  # names no file
        happened = list(journal.read(after=seen))
        arrived = _arrived(happened)
        if arrived or not is_notified:
            is_notified = tell(arrived)
        if is_notified:
            seen += len(happened)
        looked()
        if arrived:
            stop.wait(gather_seconds)


def _arrived(happened: Sequence[Event]) -> Arrived | None:
    received = [event for event in happened if isinstance(event, Received)]
    if not received:
        return None
    return Arrived(received[-1].number, sum(len(event.files) for event in received))


def _receive_all(
    workspace: Workspace, clock: Callable[[], datetime], batch_size: int, stable_seconds: float
) -> None:
    """Receive files until no complete file is left."""
    while receive_inbox(
        workspace, clock=clock, batch_size=batch_size, stable_seconds=stable_seconds
    ):
        pass
