"""How a job tells how far it is: the step, how much of it is done, and how much there is."""

from collections.abc import Callable
from typing import Protocol

Progress = Callable[[str, int, int], None]


class SupportsInfo(Protocol):
    """A log, of whatever library."""

    def info(self, message: str, *values: object) -> None:
        """Write a message."""


def be_silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
    del step, done, total


def log_progress(log: SupportsInfo) -> Progress:
    """Return a progress that writes each completed step to a log."""

    def tell(step: str, done: int, total: int) -> None:
        if done == total:
            log.info("%s: %d done", step, done)

    return tell
