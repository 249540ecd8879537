"""The journal: one numbered JSON file per event, created only if absent and chained by hash.

An event file is created only if it does not exist. Two processes can therefore append at the same
time without a lock: one of them finds the number taken and uses the next one.

Each event carries the hash of the previous file, and reading checks this chain. The last event has
no successor, so `head.json` next to the journal holds its number and hash.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from pow_pipeline import VERSION
from pow_pipeline.durable import create_file, make_folder, move_aside
from pow_pipeline.errors import RecordError
from pow_pipeline.present import refuse_incredible
from pow_pipeline.record.event import (
    EventBase,
    HeldContents,
    beginning_of,
    content_hash,
    serialise_event,
)
from pow_pipeline.record.events import EVENTS, Event
from pow_pipeline.record.head import HEAD, ONLY_THEN, Head, read_head, restore_record, write_head
from pow_pipeline.record_format import newer_version

NO_EVENT: Final = "0" * 64
_SET_ASIDE: Final = "set-aside"
_EVENT_FILES: Final = "[0-9]" * 9 + ".json"
AnyEvent = TypeVar("AnyEvent", bound=EventBase)


class Journal:
    """The events in a folder; a run has a journal of its own, which reads each small file once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen = 0
        self._checked = (0, NO_EVENT)  # number and hash of the last event of the checked chain
        self._held = HeldContents()

    def head(self) -> int:
        """Return the number of the last event, 0 if there is none."""
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
        """Write `draft` as the event after number `last`; return None if that number is taken.

        A caller that decided on all events up to `last` therefore knows that no event was added
        since.

        Raises:
            RecordError: an event is missing or changed, so no event must be appended.
            MachineFaultError: the time of the event is impossible; the clock is wrong.
        """
        refuse_incredible(draft.at)
        self.refuse_lost()
        event = draft.model_copy(update={"number": last + 1, "previous": self._checked_hash(last)})
        content = serialise_event(event)
        if not create_file(self._path(event.number), content):
            return None
        write_head(self.folder.parent, Head.of(event, content))
        return event

    def read(self, after: int = 0, until: int | None = None) -> Iterator[Event]:
        """Yield the events after number `after` in order, each checked against the previous one.

        Args:
            after: number of the last event to skip.
            until: number of the last event to yield; by default the last one in the journal.

        Raises:
            RecordError: an event cannot be read, or does not follow the previous one.
        """
        last = self.head() if until is None else until
        previous = self.hash_of(after) if after < last else ""
        for number in range(after + 1, last + 1):
            content = self._content(number)
            event = self._parse(number, content)
            self._refuse_broken(event, previous)
            previous = content_hash(content)
            yield event

    def read_back(self, until: int | None = None) -> Iterator[Event]:
        """Yield the events in reverse order from number `until`, by default from the last.

        Each event is checked against the next one.

        Raises:
            RecordError: an event cannot be read, or the next one does not follow it.
        """
        following: Event | None = None
        for number in range(self.head() if until is None else until, 0, -1):
            content = self._content(number)
            if following:
                self._refuse_broken(following, content_hash(content))
            following = self._parse(number, content)
            yield following

    def verify_chain(self, until: int | None = None) -> None:
        """Check the chain of all events, or of those up to `until`, without parsing them.

        Raises:
            RecordError: an event is missing, was changed or does not follow the previous one.
        """
        last = self.head() if until is None else until
        checked, previous = self._checked
        if checked > last or not self.holds(*self._checked):
            checked, previous, self._held = 0, NO_EVENT, HeldContents()
        for number in range(checked + 1, last + 1):
            content = self._content(number)
            if not content.startswith(beginning_of(number, previous)):
                self._refuse_broken(self._parse(number, content), previous)  # says what is wrong
            previous = content_hash(content)
        self._checked = (last, previous)

    def refuse_lost(self) -> None:
        """Check that the last written event exists and is unchanged.

        Raises:
            RecordError: it is missing or was changed; the message names its type.
        """
        head = read_head(self.folder.parent)
        if head is None or self.holds(head.number, head.sha256):
            return
        path, name = self._path(head.number), f"event {head.number} ({head.kind})"
        if os.path.lexists(path) and not path.is_file():
            self._read(head.number)  # raises an error that says what is there instead
        is_lost = not path.is_file()
        problem = f"missing, though {name} was written" if is_lost else f"{name} was changed since"
        raise RecordError(f"{path}: {problem}; nothing was changed; {self.restore}; {ONLY_THEN}")

    def lost(self) -> list[str]:
        """Return the last written event, such as `event 15 (validated)`, if missing or changed."""
        head = read_head(self.folder.parent)
        if head is None or self.holds(head.number, head.sha256):
            return []
        return [f"event {head.number} ({head.kind})"]

    def accept_end(self) -> list[Path]:
        """Make the last event that exists unchanged the end of the journal.

        Returns:
            The new paths of the files that were in the place of later events.

        Raises:
            RecordError: an earlier event is missing or was changed; the call has changed nothing.
        """
        head, last = read_head(self.folder.parent), self.head()
        if head and head.number <= last and not self.holds(head.number, head.sha256):
            last = head.number - 1
        self.verify_chain(until=last)
        event = Head.of(self.event(last), self._read(last)) if last else None
        aside = [self._set_aside(path) for path in self._files_after(last)]
        self._seen, self._held = last, HeldContents()
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
        """Return one event without checking its place in the chain.

        Raises:
            RecordError: the event is missing, cannot be read, or has another number.
        """
        return self._parse(number, self._content(number))

    def refuse_unlinked(self, event: Event) -> None:
        """Check that an event carries the hash of the previous event.

        Raises:
            RecordError: it does not, or the previous event cannot be read.
        """
        self._refuse_broken(event, self.hash_of(event.number - 1))

    def holds(self, number: int, sha256: str) -> bool:
        """Return whether an event exists and its file has this hash now."""
        return self._path(number).is_file() and self.hash_of(number) == sha256

    @property
    def restore(self) -> str:
        """The command that restores the record from a backup."""
        return restore_record(self.folder.parent)

    def numbers(self) -> list[int]:
        """Return the numbers of the events that exist, in order."""
        return [int(path.stem) for path in self._files_after(0)]

    def readable(self) -> Iterator[Event]:
        """Yield every readable event, even if others are damaged."""
        for number in self.numbers():
            with contextlib.suppress(RecordError):
                yield self.event(number)

    def foreign(self) -> list[Path]:
        """Return the paths in the folder that are not events.

        Names that start with a dot are our own temporary files and are left out.
        """
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
            problem = f"does not follow event {event.number - 1}"
            raise self._damaged(
                event.number, f"{problem}: one of the two was changed after it was written"
            )

    def _checked_hash(self, last: int) -> str:
        """Return the hash that the event after `last` carries; check `last` as `read` does."""
        if not last:
            return NO_EVENT
        content = self._read(last)
        self._refuse_broken(self._parse(last, content), self.hash_of(last - 1))
        return content_hash(content)

    def _damaged(self, number: int, problem: str) -> RecordError:
        message = f"{self._path(number)}: {problem}; nothing was changed"
        return RecordError(f"{message}; {self._remedy(number)}")

    def _remedy(self, number: int) -> str:
        """Return the remedy for a file that is not the expected event."""
        head = read_head(self.folder.parent)
        foreign = " ".join(map(str, self._files_after(head.number))) if head else ""
        if head and foreign and number > head.number:
            return f"event {head.number} is the last that was written: move {foreign} elsewhere"
        return self.restore

    def _files_after(self, number: int) -> list[Path]:
        return sorted(path for path in self.folder.glob(_EVENT_FILES) if int(path.stem) > number)

    def _how_to_read(self, number: int, error: ValidationError) -> str:
        """Return the remedy for an event that this version cannot parse."""
        newer = newer_version(self.folder.parent)
        if newer:
            return (
                f"pow-pipeline {newer} wrote this record; you run {VERSION}; install {newer} "
                "or a newer one"
            )
        if any(detail["type"] == "union_tag_invalid" for detail in error.errors()):
            return f"pow-pipeline {VERSION} knows no event of this kind; install a newer version"
        return self._remedy(number)

    def hash_of(self, number: int) -> str:
        """Return the hash that the event after `number` must carry."""
        return content_hash(self._read(number)) if number else NO_EVENT

    def _content(self, number: int) -> bytes:
        return self._held.get(number, self._read)

    def _read(self, number: int) -> bytes:
        path = self._path(number)
        try:
            return path.read_bytes()
        except (FileNotFoundError, IsADirectoryError) as error:
            if not os.path.lexists(path):
                raise self._damaged(number, "missing") from error
            kind = "a link to nothing" if path.is_symlink() and not path.exists() else "a folder"
            remedy = f"move {path} elsewhere; then {self._remedy(number)}"
            raise RecordError(f"{path}: {kind}; nothing was changed; {remedy}") from error

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:09d}.json"
