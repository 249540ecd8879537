"""Progress callbacks of jobs: the name of the step, the amount done, and the total."""

import logging
from collections.abc import Callable
from typing import Any

Progress = Callable[[str, int, int], None]


def be_silent(step: str, done: int, total: int) -> None:
    """Report no progress."""
    del step, done, total


def log_progress(log: "logging.Logger | logging.LoggerAdapter[Any]") -> Progress:
    """Return a progress callback that logs each completed step."""

    def tell(step: str, done: int, total: int) -> None:
        if done == total:
            log.info("%s: %d done", step, done)

    return tell
