"""Default limits on the size of a file, the size of a batch and the cost of parsing.

`settings.py` replaces each default by the environment variable `POW_…` of that name, if it is set.
"""

import os
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Limits on the contents of a file, each checked before the resources are used.

    Attributes:
        file_bytes: size of the file as received.
        entries: number of files in an archive.
        inflated_bytes: total uncompressed size of an archive, counted while inflating.
        rows: number of rows of a worksheet, as declared by its cells.
        columns: number of columns of a worksheet, as declared by its cells.
        cells: number of cells of all worksheets together, filled or not.
        cell_length: number of characters in one cell.
    """

    file_bytes: int = 20 * 2**20
    entries: int = 1000
    inflated_bytes: int = 200 * 2**20
    rows: int = 20_000
    columns: int = 200
    cells: int = 1_000_000
    cell_length: int = 10_000


def processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


LEAST_FREE: Final = 2**30
"""Free disk space that a workspace requires, in bytes."""


@dataclass(frozen=True)
class WorkLimits:
    """Limits on the size of a batch and on the cost of parsing it.

    Attributes:
        batch_size: maximum number of deliveries that are claimed and received with one event, and
            that are validated in one batch.
        batch_bytes: size of the parsed contents above which a batch ends.
        file: limits on the contents of one file.
        memory_bytes: address space of the process that parses a file.
        cpu_seconds: processor time for parsing one file.
        wall_seconds: elapsed time for parsing one file.
        readers: maximum number of parsing processes at the same time.
    """

    batch_size: int = 2000
    batch_bytes: int = 256 * 2**20
    file: Limits = Limits()
    memory_bytes: int = 2**30
    cpu_seconds: int = 10
    wall_seconds: float = 10
    readers: int = field(default_factory=processors)
