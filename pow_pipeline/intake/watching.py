"""Watches the inboxes for changes; `receive` decides which files are complete."""

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
    """Yield at the start, after each change below `inbox`, and at regular intervals, until stopped.

    Changes are watched before the first yield, so files that arrive during the start are not
    missed.

    Args:
        inbox: folder that holds the folders of the senders.
        stop: event that stops the watch.
        is_polled: poll the files, for a network share that does not report changes.
        look_seconds: longest time between two yields when no change is reported.
    """
    while not stop.is_set():
        try:
            yield from _looks(_watch_folders(inbox, stop=stop, is_polled=is_polled), look_seconds)
        except (FileNotFoundError, WatchfilesRustInternalError):  # a folder was removed or closed
            stop.wait(_BEAT_MILLISECONDS / 1000)


def _looks(beats: Iterator[bool], look_seconds: float) -> Iterator[None]:
    """Yield at the first beat, at each beat with a change, and at regular intervals."""
    last_look = -look_seconds
    for has_changed in beats:
        if has_changed or time.monotonic() - last_look >= look_seconds:
            last_look = time.monotonic()
            yield


def _watch_folders(inbox: Path, *, stop: Event, is_polled: bool) -> Iterator[bool]:
    """Yield at each beat whether files have changed, until the list of folders changes.

    Each folder is watched separately: a recursive watch would follow links out of the inbox and
    stop at a folder without access rights.
    """
    folders = _open_folders(inbox)
    events = watch(
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
    for changes in events:
        yield bool(changes)
        if _open_folders(inbox) != folders:
            return


def _open_folders(inbox: Path) -> list[Path]:
    """Return the folders of the senders that can be watched."""
    return sorted(
        path
        for path in inbox.iterdir()
        if not path.is_symlink() and path.is_dir() and os.access(path, os.R_OK | os.X_OK)
    )
