"""Watching the inboxes: tells when something may have come; what is complete, receiving decides."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch

_GATHERING_MILLISECONDS: Final = 400


def watch_inboxes(
    inbox: Path, *, stop: Event, is_polled: bool, look_seconds: float
) -> Iterator[None]:
    """Yield at once, after each change below `inbox`, and every so often, until told to stop.

    Args:
        inbox: the folder of the senders' folders.
        stop: set when it is enough.
        is_polled: look at the files again and again, for a share that tells of no changes.
        look_seconds: how long nothing is looked at when no change is told.
    """
    yield
    for _ in watch(
        inbox,
        watch_filter=None,
        stop_event=stop,
        force_polling=is_polled or None,
        debounce=_GATHERING_MILLISECONDS,
        rust_timeout=int(look_seconds * 1000),
        yield_on_timeout=True,
    ):
        yield
