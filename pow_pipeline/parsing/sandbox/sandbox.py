"""Reading in confined processes: what a file does to its reader is the end of that file alone.

One thread gives each process the next file and collects what it says. A process that dies or
takes too long is ended, and replaced where there is more to read; its file gets a problem.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Final

from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Delivery, Problem, Reading
from pow_pipeline.parsing.sandbox.answers import reading_of
from pow_pipeline.parsing.sandbox.reader import (
    READER,
    DiedError,
    MachineFailedError,
    Reader,
    TooSlowError,
)
from schemas.text.text_forms import TextForms

_FILES_PER_READER: Final = 500  # what a file may have left in a process ends with it
# So many small files are handed over ahead, so that a process need not wait for the next one.
_AHEAD: Final = 4
_SMALL: Final = 16 * 2**10  # together they fit into a channel that nobody reads from


@dataclass
class _Batch:
    """Files that are read together.

    Attributes:
        waiting: those that no process has had.
        returned: those that a process had, but did not come to.
        content_of: gives the bytes of one.
        readings: what was read, by name of the delivery.
        again: names of those that are read once more, since their process died.
        held: how many bytes it took to tell the readings.
    """

    waiting: deque[Delivery]
    content_of: Callable[[Delivery], bytes]
    returned: deque[Delivery] = field(default_factory=deque)
    readings: dict[str, Reading] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    held: int = 0

    def keep(self, reading: Reading) -> None:
        """Keep what was read."""
        self.readings[reading.delivery.delivery] = reading


class Sandbox:
    """Processes that read files, started as they are needed; they live until `close`."""

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
        """Return what the first of the deliveries say, in their order; of at least one.

        It ends before the last where what was read is as much as may be held at once.

        Args:
            deliveries: the files.
            content_of: gives the bytes of one; asked when a process is free to read it.
            forms: how text with separators is written.

        Raises:
            SandboxError: no process can be started.
        """
        if forms != self._forms:
            self.close()  # readers are told at their start
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
        """End all processes."""
        while self._readers:
            self._readers.pop().end()

    def _may_hand_out(self, batch: _Batch) -> bool:
        """Whether a file is next; what was handed out before is read, however much is held."""
        is_room = batch.held < self._limits.batch_bytes
        return bool(batch.returned or (batch.waiting and is_room))

    def _hand_out(self, batch: _Batch) -> None:
        """Give the processes what they can take, and start others while files wait."""
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
        with self._risking(reader, batch):
            if not reader.hand(delivery, content):
                batch.returned.append(delivery)
                if not reader.queue:  # else what it has said before it went is still to be heard
                    self._end(reader)

    def _too_large(self, delivery: Delivery) -> Problem | None:
        most = self._limits.file.file_bytes
        if delivery.size <= most:
            return None
        return Problem("R-FILE-06", found=f"{delivery.size}", expected=(f"{most}",))

    def _able_to_take(self, delivery: Delivery) -> Reader | None:
        """Return a process that is free; else, where all are at work, one that has little left."""
        able = [reader for reader in self._readers if reader.takes_files and not _is_worn(reader)]
        least = min(able, key=lambda reader: len(reader.queue), default=None)
        if not least or not least.queue:
            return least
        are_all = len(self._readers) == self._limits.readers and not self._starting()
        is_little = delivery.size <= _SMALL and len(least.queue) < _AHEAD
        return least if are_all and is_little else None

    def _starting(self) -> list[Reader]:
        return [reader for reader in self._readers if not reader.takes_files and not reader.queue]

    def _start_readers(self, files: int) -> None:
        """Start a process for each of so many files, as far as there may be more."""
        room = self._limits.readers - len(self._readers)
        for _ in range(min(files - len(self._starting()), room)):
            self._readers.append(Reader(self._command, self._limits, self._forms))

    def _due(self) -> list[Reader]:
        """Return the processes that have something to say, or should have had; wait for one."""
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
        with self._risking(reader, batch):
            answer = reader.answer()
            batch.keep(reading_of(reader.queue[0], answer))
            batch.held += len(answer)
            reader.go_on()
            if not reader.queue and (_is_worn(reader) or not reader.takes_files):
                self._end(reader)

    @contextmanager
    def _risking(self, reader: Reader, batch: _Batch) -> Iterator[None]:
        """End a process that dies or is too slow, and the way of the file that it was reading."""
        try:
            yield
        except TooSlowError:
            self._lose(reader, batch, rule="R-FILE-13")
        except DiedError as error:
            # Having read others, it may have died of what they left: another reads it once more.
            # So it does where the machine failed, and no more often: a reader that was taken over
            # may say so for ever.
            may_be_well = bool(reader.files) or isinstance(error, MachineFailedError)
            is_first = may_be_well and reader.queue[0].delivery not in batch.again
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


def _is_worn(reader: Reader) -> bool:
    return reader.files + len(reader.queue) >= _FILES_PER_READER
