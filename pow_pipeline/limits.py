"""How much one file may be, how much is worked off at once, and what reading may cost."""

import os
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Caps on what a file may hold; each is checked before what it would cost is spent.

    Attributes:
        file_bytes: the size of the file as it came.
        entries: the number of files in an archive.
        inflated_bytes: their size together, counted while inflating.
        rows, columns: the size of a sheet, as its cells claim it.
        cells: the cells of all sheets together, filled or not.
        cell_length: the characters in one cell.
    """

    file_bytes: int = 20 * 2**20
    entries: int = 1000
    inflated_bytes: int = 200 * 2**20
    rows: int = 20_000
    columns: int = 200
    cells: int = 1_000_000
    cell_length: int = 10_000


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


LEAST_FREE: Final = 2**30
"""The bytes that must be free on the disk of a workspace."""


@dataclass(frozen=True)
class WorkLimits:
    """How much is worked off at once, and what reading it may cost.

    Attributes:
        batch_size: the most deliveries that are judged in one pass.
        batch_bytes: a batch ends with the file at which what was read is more than this.
        file: what one file may hold.
        memory_bytes: the address space of the process that reads it.
        cpu_seconds, wall_seconds: the time that it may take.
        readers: the most processes that read at once.
    """

    batch_size: int = 2000
    batch_bytes: int = 256 * 2**20
    file: Limits = Limits()
    memory_bytes: int = 2**30
    cpu_seconds: int = 10
    wall_seconds: float = 10
    readers: int = field(default_factory=processors)
