"""Base class of all events, and the content of their files.

`events.py` and `decisions.py` define the types of events.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

_MOST_HELD: Final = 16 * 2**20  # bytes; enough for ten thousand small events


class EventBase(BaseModel):
    """Base class of all events.

    Attributes:
        number: position in the journal, from 1 without gaps; 0 before the event is written.
        previous: sha256 of the file of the previous event; '' before the event is written.
        at: time of the event, in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = 0
    previous: str = ""
    at: datetime


class HeldContents:
    """Contents by number of event, up to a total size; larger ones are read again each time."""

    def __init__(self) -> None:
        self._contents: dict[int, bytes] = {}
        self._room = _MOST_HELD

    def get(self, number: int, read: Callable[[int], bytes]) -> bytes:
        """Return the content of an event, which `read` returns if it is not held."""
        content = self._contents.get(number)
        if content is None:
            content = read(number)
            if len(content) <= self._room:
                self._contents[number] = content
                self._room -= len(content)
        return content


def serialise_event(event: EventBase) -> bytes:
    """Return the content of the file of an event."""
    return event.model_dump_json(indent=1, exclude_none=True).encode() + b"\n"


def beginning_of(number: int, previous: str) -> bytes:
    """Return the first bytes of the file of an event that carries the hash `previous`."""
    return f'{{\n "number": {number},\n "previous": "{previous}",\n'.encode()


def content_hash(content: bytes) -> str:
    """Return the hash of a file, which the next event carries."""
    return hashlib.sha256(content).hexdigest()
