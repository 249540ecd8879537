"""Watching the inboxes: tells when something may have come; what is complete, receiving decides."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

_GATHERING_MILLISECONDS: Final = 400
_BEAT_MILLISECONDS: Final = 500


def watch_inboxes(
    inbox: Path, *, stop: Event, is_polled: bool, look_seconds: float
) -> Iterator[None]:
    """Yield at the start, after each change below `inbox`, and every so often, until told to stop.

    What comes while it is started is not missed: changes are noticed before it yields at all.

    Args:
        inbox: the folder of the senders' folders.
        stop: set when it is enough.
        is_polled: look at the files again and again, for a share that tells of no changes.
        look_seconds: how long nothing is looked at when no change is told.
    """
    while not stop.is_set():
        folders, last_look = _open_folders(inbox), -look_seconds
        # Each by itself: below a folder it would follow links out of it, and end at a closed one.
        told = watch(
            inbox,
            *folders,
            watch_filter=None,
            stop_event=stop,
            force_polling=is_polled or None,
            debounce=_GATHERING_MILLISECONDS,
            rust_timeout=_BEAT_MILLISECONDS,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        )
        try:
            for changes in told:
                if changes or time.monotonic() - last_look >= look_seconds:
                    last_look = time.monotonic()
                    yield
                if _open_folders(inbox) != folders:
                    break
        except (FileNotFoundError, WatchfilesRustInternalError):  # one has gone or was closed
            stop.wait(_BEAT_MILLISECONDS / 1000)


def _open_folders(inbox: Path) -> list[Path]:
    """Return the folders of the senders that may be watched."""
    return sorted(
        path
        for path in inbox.iterdir()
        if not path.is_symlink() and path.is_dir() and os.access(path, os.R_OK | os.X_OK)
    )
