"""Watch: files are received as they come, and whoever wants to know is told of them."""

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
    """Files that have reached the record since the last telling, in one event or more.

    Attributes:
        event: the number of the last event.
        deliveries: how many files there are.
    """

    event: int
    deliveries: int


@run_of("watch")
def watch(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    batch_size: int,
    settle_seconds: float,
    is_polled: bool,
    look_seconds: float,
    gather_seconds: float,
    stop: Signal,
    tell: Callable[[Arrived | None], bool],
    looked: Callable[[], None] = lambda: None,
) -> None:
    """Receive files as they come, until told to stop; what goes wrong is tried again.

    Args:
        workspace: where.
        clock: the present moment.
        batch_size: how many files are received at once.
        settle_seconds: how long a file must be left alone to count as complete.
        is_polled: the inboxes lie on a share that tells of no changes.
        look_seconds: after how long the inboxes are looked at though no change was told.
        gather_seconds: how long files are let come in after it was told of some, so that a burst
            is told of a few times, and not once for each file.
        stop: set when it is enough.
        tell: told of what came since it was last told, by whatever way, and of nothing when
            watching begins; it returns whether it could be told, else it is told again.
        looked: called after each look, whatever it found.
    """
    journal = Journal(workspace.journal)
    seen, is_told = journal.head(), False
    for _ in watch_inboxes(
        workspace.inbox, stop=stop, is_polled=is_polled, look_seconds=look_seconds
    ):
        try:
            _receive_all(workspace, clock, batch_size, settle_seconds)
        except PowError as error:
            _LOG.error("the inboxes could not be emptied: %s", error)
        except OSError as error:  # a full disk, say: the files stay where they are
            _LOG.error("the inboxes could not be emptied: %s", error.strerror)  # names no file
        happened = list(journal.read(after=seen))
        arrived = _arrived(happened)
        if arrived or not is_told:
            is_told = tell(arrived)
        if is_told:
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
    workspace: Workspace, clock: Callable[[], datetime], batch_size: int, settle_seconds: float
) -> None:
    """Receive until nothing more is complete."""
    while receive_inbox(
        workspace, clock=clock, batch_size=batch_size, settle_seconds=settle_seconds
    ):
        pass
