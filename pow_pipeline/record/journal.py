"""The journal: one numbered JSON file per event, made only if absent and chained by hash.

Because an event is made only where there is none, two processes may append at once without a
lock: one of them finds the number taken and takes the next.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from pow_pipeline import VERSION
from pow_pipeline.durable import create_file
from pow_pipeline.errors import RecordError
from pow_pipeline.present import refuse_incredible
from pow_pipeline.record.event import EventBase
from pow_pipeline.record.events import EVENTS, Event
from pow_pipeline.record_format import newer_version

NO_EVENT: Final = "0" * 64
_EVENT_FILES: Final = "[0-9]" * 9 + ".json"
AnyEvent = TypeVar("AnyEvent", bound=EventBase)


class Journal:
    """The events in a folder. It keeps no state but where it last saw the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = 0

    def head(self) -> int:
        """Return the number of the last event, 0 when there is none."""
        if not self._seen:
            numbers = (int(path.stem) for path in self._folder.glob(_EVENT_FILES))
            self._seen = max(numbers, default=0)
        while self._path(self._seen + 1).exists():
            self._seen += 1
        return self._seen

    def append(self, draft: AnyEvent) -> AnyEvent:
        """Write `draft` as the next event and return it with its number."""
        while (event := self.append_after(self.head(), draft)) is None:
            pass
        return event

    def append_after(self, last: int, draft: AnyEvent) -> AnyEvent | None:
        """Write `draft` as the event after number `last`; None when another one stands there.

        So whoever decides on all events up to `last` knows that nothing came between.

        Raises:
            MachineFaultError: its moment comes from a clock that cannot be right.
        """
        refuse_incredible(draft.at)
        event = draft.model_copy(update={"number": last + 1, "previous": self.hash_of(last)})
        return event if create_file(self._path(event.number), _serialise(event)) else None

    def read(self, after: int = 0) -> Iterator[Event]:
        """Yield the events after number `after`, in order.

        Raises:
            RecordError: an event cannot be read.
        """
        for number in range(after + 1, self.head() + 1):
            yield self.event(number)

    def read_back(self, until: int | None = None) -> Iterator[Event]:
        """Yield the events from number `until`, or the last, to the first."""
        for number in range(self.head() if until is None else until, 0, -1):
            yield self.event(number)

    def event(self, number: int) -> Event:
        """Return one event.

        Raises:
            RecordError: it is missing or cannot be read.
        """
        try:
            return EVENTS.validate_json(self._content(number))
        except ValidationError as error:
            cure = self._how_to_read(error)
            raise RecordError(f"{self._path(number)}: not a readable event; {cure}") from error

    def _how_to_read(self, error: ValidationError) -> str:
        """Return what to do about an event that says what we do not know."""
        newer = newer_version(self._folder.parent)
        if newer:
            return (
                f"pow-pipeline {newer} was at work here, and this is {VERSION}; install {newer} "
                "or a newer one"
            )
        if any(each["type"] == "union_tag_invalid" for each in error.errors()):
            return f"pow-pipeline {VERSION} knows no event of this kind; install a newer version"
        return "restore the record from a back-up"

    def hash_of(self, number: int) -> str:
        """Return the hash that the event after `number` must carry."""
        return hashlib.sha256(self._content(number)).hexdigest() if number else NO_EVENT

    def _content(self, number: int) -> bytes:
        try:
            return self._path(number).read_bytes()
        except FileNotFoundError as error:
            message = f"{self._path(number)}: missing; restore the record from a back-up"
            raise RecordError(message) from error

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:09d}.json"


def _serialise(event: EventBase) -> bytes:
    return event.model_dump_json(indent=1, exclude_none=True).encode() + b"\n"
