"""The journal: one numbered JSON file per event, made only if absent and chained by hash.

Because an event is made only where there is none, two processes may append at once without a
lock: one of them finds the number taken and takes the next.

Reading checks the chain: each event carries the hash of the file before it. The last event has
none after it, so `head.json` beside the journal holds its number and hash.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from pow_pipeline import VERSION
from pow_pipeline.durable import create_file, make_folder, move_aside
from pow_pipeline.errors import RecordError
from pow_pipeline.present import refuse_incredible
from pow_pipeline.record.event import EventBase
from pow_pipeline.record.events import EVENTS, Event
from pow_pipeline.record.head import HEAD, ONLY_THEN, Head, read_head, restore_record, write_head
from pow_pipeline.record_format import newer_version

NO_EVENT: Final = "0" * 64
_SET_ASIDE: Final = "set-aside"
_EVENT_FILES: Final = "[0-9]" * 9 + ".json"
AnyEvent = TypeVar("AnyEvent", bound=EventBase)


class Journal:
    """The events in a folder. It keeps no state but where it last saw the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen = 0

    def head(self) -> int:
        """Return the number of the last event, 0 when there is none."""
        if not self._seen:
            numbers = (int(path.stem) for path in self.folder.glob(_EVENT_FILES))
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
            RecordError: an event is missing or was changed, so nothing may be built on it.
            MachineFaultError: its moment comes from a clock that cannot be right.
        """
        refuse_incredible(draft.at)
        self.refuse_lost()
        event = draft.model_copy(update={"number": last + 1, "previous": self._checked_hash(last)})
        content = _serialise(event)
        if not create_file(self._path(event.number), content):
            return None
        write_head(self.folder.parent, Head.of(event, content))
        return event

    def read(self, after: int = 0, until: int | None = None) -> Iterator[Event]:
        """Yield the events after number `after`, in order, each checked against the one before.

        Args:
            after: the number of the last event that is left out.
            until: the number of the last event to yield; the last there is when not given.

        Raises:
            RecordError: an event cannot be read, or does not follow the one before it.
        """
        last = self.head() if until is None else until
        previous = self.hash_of(after) if after < last else ""
        for number in range(after + 1, last + 1):
            content = self._content(number)
            event = self._parse(number, content)
            self._refuse_broken(event, previous)
            previous = _hash(content)
            yield event

    def read_back(self, until: int | None = None) -> Iterator[Event]:
        """Yield the events from number `until`, or the last, to the first, each checked likewise.

        Raises:
            RecordError: an event cannot be read, or the one after it does not follow it.
        """
        following: Event | None = None
        for number in range(self.head() if until is None else until, 0, -1):
            content = self._content(number)
            if following:
                self._refuse_broken(following, _hash(content))
            following = self._parse(number, content)
            yield following

    def verify_chain(self, until: int | None = None) -> None:
        """Check the place of every event in the chain, or up to `until`, without parsing any.

        Raises:
            RecordError: an event is missing, was changed or does not follow the one before it.
        """
        previous = NO_EVENT
        for number in range(1, (self.head() if until is None else until) + 1):
            content = self._content(number)
            if not content.startswith(_beginning(number, previous)):
                self._refuse_broken(self._parse(number, content), previous)  # says what is wrong
            previous = _hash(content)

    def refuse_lost(self) -> None:
        """Check that the last event that was written is there, unchanged.

        Raises:
            RecordError: it is missing or was changed; names its kind.
        """
        head = read_head(self.folder.parent)
        if head is None or self.holds(head.number, head.sha256):
            return
        path, said = self._path(head.number), f"event {head.number} ({head.kind})"
        if os.path.lexists(path) and not path.is_file():
            self._content(head.number)  # says what stands there instead
        is_lost = not path.is_file()
        found = f"missing, though {said} was written" if is_lost else f"{said} was changed since"
        raise RecordError(f"{path}: {found}; nothing was changed; {self.restore}; {ONLY_THEN}")

    def lost(self) -> list[str]:
        """Return the last event that was written, such as `event 15 (judged)`, if it is lost."""
        head = read_head(self.folder.parent)
        if head is None or self.holds(head.number, head.sha256):
            return []
        return [f"event {head.number} ({head.kind})"]

    def accept_end(self) -> list[Path]:
        """Take the last event that is there unchanged for the last that was written.

        Returns:
            Where the files are now that stood in the place of a later event.

        Raises:
            RecordError: an event before them is missing or was changed; nothing was changed.
        """
        head, last = read_head(self.folder.parent), self.head()
        if head and head.number <= last and not self.holds(head.number, head.sha256):
            last = head.number - 1
        self.verify_chain(until=last)
        event = Head.of(self.event(last), self._content(last)) if last else None
        aside = [self._set_aside(path) for path in self._files_after(last)]
        self._seen = last
        if event:
            write_head(self.folder.parent, event)
        else:
            (self.folder.parent / HEAD).unlink(missing_ok=True)
        return aside

    def _set_aside(self, path: Path) -> Path:
        place = self.folder.parent / _SET_ASIDE
        make_folder(place)
        return move_aside(path, place / path.name)

    def event(self, number: int) -> Event:
        """Return one event; its place in the chain is not checked.

        Raises:
            RecordError: it is missing, cannot be read, or has another number.
        """
        return self._parse(number, self._content(number))

    def refuse_unlinked(self, event: Event) -> None:
        """Check that an event carries the hash of the event before it.

        Raises:
            RecordError: it does not, or that event cannot be read.
        """
        self._refuse_broken(event, self.hash_of(event.number - 1))

    def holds(self, number: int, sha256: str) -> bool:
        """Whether an event is there and its file has this hash."""
        return self._path(number).is_file() and self.hash_of(number) == sha256

    @property
    def restore(self) -> str:
        """How to restore the record."""
        return restore_record(self.folder.parent)

    def numbers(self) -> list[int]:
        """Return the numbers of the events that are there, in order."""
        return [int(path.stem) for path in self._files_after(0)]

    def readable(self) -> Iterator[Event]:
        """Yield every event that can be read, whatever is wrong with others or with the chain."""
        for number in self.numbers():
            with contextlib.suppress(RecordError):
                yield self.event(number)

    def foreign(self) -> list[Path]:
        """Return what stands among the events and is none; names of our own begin with a dot."""
        ours = set(self.folder.glob(_EVENT_FILES)) | set(self.folder.glob(".*"))
        return sorted(set(self.folder.iterdir()) - ours)

    def _parse(self, number: int, content: bytes) -> Event:
        try:
            event = EVENTS.validate_json(content)
        except ValidationError as error:
            message = f"{self._path(number)}: not a readable event; nothing was changed"
            raise RecordError(f"{message}; {self._how_to_read(number, error)}") from error
        if event.number != number:
            raise self._damaged(number, f"holds event {event.number}, not event {number}")
        return event

    def _refuse_broken(self, event: Event, previous: str) -> None:
        if event.previous != previous:
            found = f"does not follow event {event.number - 1}"
            raise self._damaged(
                event.number, f"{found}: one of the two was changed after it was written"
            )

    def _checked_hash(self, last: int) -> str:
        """Return the hash that the event after `last` carries; `last` is checked like in `read`."""
        if not last:
            return NO_EVENT
        content = self._content(last)
        self._refuse_broken(self._parse(last, content), self.hash_of(last - 1))
        return _hash(content)

    def _damaged(self, number: int, found: str) -> RecordError:
        message = f"{self._path(number)}: {found}; nothing was changed"
        return RecordError(f"{message}; {self._remedy(number)}")

    def _remedy(self, number: int) -> str:
        """Return what to do about a file that is not the event that it should be."""
        head = read_head(self.folder.parent)
        foreign = " ".join(map(str, self._files_after(head.number))) if head else ""
        if head and foreign and number > head.number:
            return f"event {head.number} is the last that was written: move {foreign} elsewhere"
        return self.restore

    def _files_after(self, number: int) -> list[Path]:
        return sorted(path for path in self.folder.glob(_EVENT_FILES) if int(path.stem) > number)

    def _how_to_read(self, number: int, error: ValidationError) -> str:
        """Return what to do about an event that says what we do not know."""
        newer = newer_version(self.folder.parent)
        if newer:
            return (
                f"pow-pipeline {newer} was at work here, and this is {VERSION}; install {newer} "
                "or a newer one"
            )
        if any(each["type"] == "union_tag_invalid" for each in error.errors()):
            return f"pow-pipeline {VERSION} knows no event of this kind; install a newer version"
        return self._remedy(number)

    def hash_of(self, number: int) -> str:
        """Return the hash that the event after `number` must carry."""
        return _hash(self._content(number)) if number else NO_EVENT

    def _content(self, number: int) -> bytes:
        path = self._path(number)
        try:
            return path.read_bytes()
        except (FileNotFoundError, IsADirectoryError) as error:
            if not os.path.lexists(path):
                raise self._damaged(number, "missing") from error
            found = "a link to nothing" if path.is_symlink() and not path.exists() else "a folder"
            remedy = f"move {path} elsewhere; then {self._remedy(number)}"
            raise RecordError(f"{path}: {found}; nothing was changed; {remedy}") from error

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:09d}.json"


def _serialise(event: EventBase) -> bytes:
    return event.model_dump_json(indent=1, exclude_none=True).encode() + b"\n"


def _beginning(number: int, previous: str) -> bytes:
    """Return how the file of an event begins."""
    return f'{{\n "number": {number},\n "previous": "{previous}",\n'.encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
