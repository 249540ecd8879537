"""How a job tells how far it is: the step, how much of it is done, and how much there is."""

import logging
from collections.abc import Callable
from typing import Any

Progress = Callable[[str, int, int], None]


def be_silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
    del step, done, total


def log_progress(log: "logging.Logger | logging.LoggerAdapter[Any]") -> Progress:
    """Return a progress that writes each completed step to a log."""

    def tell(step: str, done: int, total: int) -> None:
        if done == total:
            log.info("%s: %d done", step, done)

    return tell
