"""Base class of all events; `events.py` and `decisions.py` define the types of events."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


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
