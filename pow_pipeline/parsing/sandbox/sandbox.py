"""Parses files in confined processes, so that a harmful file affects only itself.

A reader is such a process. One thread sends each reader the next file and collects the answers. A
reader that dies or takes too long is ended, and its file gets a problem. The reader is replaced if
more files are waiting.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Final

from pow_pipeline.limits import WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Problem, Reading
from pow_pipeline.parsing.sandbox.answers import reading_of
from pow_pipeline.parsing.sandbox.reader import (
    READER,
    DiedError,
    MachineFailedError,
    Reader,
    TooSlowError,
)
from schemas.text.text_forms import TextForms

_FILES_PER_READER: Final = 500  # limits how long leftovers of a file can stay in a reader
# Number of small files in the queue of a reader, so that it does not wait for the next one.
_AHEAD: Final = 4
_SMALL: Final = 16 * 2**10  # bytes; the files sent ahead fit into the buffer of the channel


@dataclass
class _Batch:
    """Files that are parsed together.

    Attributes:
        waiting: files not yet sent to a reader.
        returned: files sent to a reader that ended before it parsed them.
        content_of: returns the bytes of a file.
        readings: parsed files by delivery id.
        again: ids of the deliveries that are parsed once more because their reader died.
        held: total size of the answers in bytes.
    """

    waiting: deque[Delivery]
    content_of: Callable[[Delivery], bytes]
    returned: deque[Delivery] = field(default_factory=deque)
    readings: dict[str, Reading] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    held: int = 0

    def keep(self, reading: Reading) -> None:
        """Store the result for one file."""
        self.readings[reading.delivery.delivery] = reading


class Sandbox:
    """Readers, which start when needed and run until `close`."""

    def __init__(self, limits: WorkLimits, *, command: Sequence[str] = READER) -> None:
        self._limits = limits
        self._command = command
        self._forms = TextForms()
        self._readers: list[Reader] = []

    def read(
        self,
        deliveries: Sequence[Delivery],
        content_of: Callable[[Delivery], bytes],
        forms: TextForms,
    ) -> list[Reading]:
        """Parse the deliveries from the first on and return the results in the same order.

        At least one delivery is parsed. Parsing stops before the last one when the results reach
        the size limit of a batch.

        Args:
            deliveries: the files.
            content_of: returns the bytes of a file; called when a reader can take it.
            forms: forms of delimited text.

        Raises:
            SandboxError: no reader can be started.
        """
        if forms != self._forms:
            self.close()  # a reader gets the forms only at its start
            self._forms = forms
        batch = _Batch(deque(deliveries), content_of)
        self._hand_out(batch)
        while self._may_hand_out(batch) or any(reader.queue for reader in self._readers):
            for reader in self._due():
                self._attend(reader, batch)
            self._hand_out(batch)
        read = (batch.readings.get(delivery.delivery) for delivery in deliveries)
        return [reading for reading in read if reading]

    def close(self) -> None:
        """End all readers."""
        while self._readers:
            self._readers.pop().end()

    def _may_hand_out(self, batch: _Batch) -> bool:
        """Return whether to send a file; returned files are sent even if the batch is full."""
        is_room = batch.held < self._limits.batch_bytes
        return bool(batch.returned or (batch.waiting and is_room))

    def _hand_out(self, batch: _Batch) -> None:
        """Send files to the readers that can take them; start more while files wait."""
        while self._may_hand_out(batch):
            files = batch.returned or batch.waiting
            if problem := self._too_large(files[0]):
                batch.keep(Reading(files.popleft(), problem=problem))
            elif reader := self._able_to_take(files[0]):
                self._hand(reader, files.popleft(), batch)
            else:
                self._start_readers(len(batch.returned) + len(batch.waiting))
                return

    def _hand(self, reader: Reader, delivery: Delivery, batch: _Batch) -> None:
        content = batch.content_of(delivery)
        with self._handling_failure(reader, batch):
            if not reader.hand(delivery, content):
                batch.returned.append(delivery)
                if not reader.queue:  # else its earlier answers are still to be received
                    self._end(reader)

    def _too_large(self, delivery: Delivery) -> Problem | None:
        most = self._limits.file.file_bytes
        if delivery.size <= most:
            return None
        return Problem("R-FILE-06", found=f"{delivery.size}", expected=(f"{most}",))

    def _able_to_take(self, delivery: Delivery) -> Reader | None:
        """Return a free reader; if all are busy, one with a short queue, for small files."""
        able = [
            reader
            for reader in self._readers
            if reader.takes_files and not _is_due_for_replacement(reader)
        ]
        least = min(able, key=lambda reader: len(reader.queue), default=None)
        if not least or not least.queue:
            return least
        are_all = len(self._readers) == self._limits.readers and not self._starting()
        is_little = delivery.size <= _SMALL and len(least.queue) < _AHEAD
        return least if are_all and is_little else None

    def _starting(self) -> list[Reader]:
        return [reader for reader in self._readers if not reader.takes_files and not reader.queue]

    def _start_readers(self, files: int) -> None:
        """Start a reader for each of this many files, up to the limit."""
        room = self._limits.readers - len(self._readers)
        for _ in range(min(files - len(self._starting()), room)):
            self._readers.append(Reader(self._command, self._limits, self._forms))

    def _due(self) -> list[Reader]:
        """Wait for a message or a deadline; return the readers concerned."""
        awaited = [reader for reader in self._readers if reader.queue or not reader.takes_files]
        first = min(reader.until for reader in awaited)
        ready = wait(
            [reader.channel for reader in awaited], timeout=max(0, first - time.monotonic())
        )
        now = time.monotonic()
        return [reader for reader in awaited if reader.channel in ready or reader.until <= now]

    def _attend(self, reader: Reader, batch: _Batch) -> None:
        if not reader.queue:
            reader.confirm_start()
            return
        with self._handling_failure(reader, batch):
            answer = reader.answer()
            batch.keep(reading_of(reader.queue[0], answer))
            batch.held += len(answer)
            reader.go_on()
            if not reader.queue and (_is_due_for_replacement(reader) or not reader.takes_files):
                self._end(reader)

    @contextmanager
    def _handling_failure(self, reader: Reader, batch: _Batch) -> Iterator[None]:
        """End a reader that dies or is too slow, and give its current file a problem."""
        try:
            yield
        except TooSlowError:
            self._lose(reader, batch, rule="R-FILE-13")
        except DiedError as error:
            # If the reader had parsed other files, their leftovers can have caused its death, so
            # another reader parses the file once more. The same applies after a fault of the
            # machine. It happens only once, because a compromised reader could report such a
            # fault every time.
            file_may_be_fine = bool(reader.files) or isinstance(error, MachineFailedError)
            is_first = file_may_be_fine and reader.queue[0].delivery not in batch.again
            self._lose(reader, batch, rule="" if is_first else "R-FILE-12")

    def _lose(self, reader: Reader, batch: _Batch, *, rule: str) -> None:
        self._end(reader)
        if rule:
            batch.keep(Reading(reader.queue.popleft(), problem=Problem(rule)))
        else:
            batch.again.add(reader.queue[0].delivery)
        batch.returned.extend(reader.queue)

    def _end(self, reader: Reader) -> None:
        self._readers.remove(reader)
        reader.end()


def _is_due_for_replacement(reader: Reader) -> bool:
    return reader.files + len(reader.queue) >= _FILES_PER_READER
