"""What every event has; the kinds of events stand in `events.py` and `decisions.py`."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class EventBase(BaseModel):
    """What every event has.

    Attributes:
        number: its place in the journal, from 1 without gaps; 0 in a draft.
        previous: sha256 of the file of the event before; '' in a draft.
        at: the moment it happened, in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = 0
    previous: str = ""
    at: datetime
