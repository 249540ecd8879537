"""Writes files of feedback in child processes, as many at a time as there are processors.

A child process takes half a second of a processor to start, so few workbooks are written without
one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Final

from pow_pipeline.child_processes import child_processes
from pow_pipeline.feedback.files import FeedbackFiles, write_files
from pow_pipeline.limits import processors
from pow_pipeline.model.documents import Contents
from pow_pipeline.model.feedback import Feedback
from schemas.programme.programme import Programme

_FEWEST_PER_PROCESS: Final = 50  # so many workbooks take as long as the start of a process

Item = tuple[Feedback, Contents | None]
Write = Callable[[Sequence[Item]], Iterable[FeedbackFiles]]
"""Begins to write files of feedback, and returns them in the same order."""


@contextmanager
def start_writers(programme: Programme) -> Iterator[Write]:
    """Write with child processes within the block; yield what begins to write."""
    with child_processes() as children:

        def write(items: Sequence[Item]) -> Iterable[FeedbackFiles]:
            if len(items) < _FEWEST_PER_PROCESS:
                return write_each(items, programme)
            size = max(_FEWEST_PER_PROCESS, -(-len(items) // processors()))
            batches = [items[start : start + size] for start in range(0, len(items), size)]
            begun = [children.submit(write_each, batch, programme) for batch in batches]
            return _collect(begun, batches, programme)

        yield write


def write_each(items: Iterable[Item], programme: Programme) -> list[FeedbackFiles]:
    """Return the files of the feedback on each delivery."""
    return [write_files(*item, programme) for item in items]


def _collect(
    begun: Sequence[Future[list[FeedbackFiles]]],
    batches: Sequence[Sequence[Item]],
    programme: Programme,
) -> Iterator[FeedbackFiles]:
    """Yield what child processes write; what one fails on is written here, where errors count."""
    for future, batch in zip(begun, batches, strict=True):
        if future.exception():
            yield from write_each(batch, programme)
        else:
            yield from future.result()
