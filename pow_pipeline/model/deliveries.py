"""Received files, and extensions of the deadline by which they are on time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Evidence = Literal["changed", "seen", "received"]
"""Source of the arrival time of a file: the change time of its inode, the first scan of the inbox
that found it, or the time at which it was received."""


@dataclass(frozen=True)
class Delivery:
    """One received file of any kind.

    Attributes:
        delivery: unique name, such as `AM12-41-7`: sender, event and place in the event.
        event: number of the `received` event.
        place: place within that event, from 1; event and place give the order of arrival.
        sender: name of the inbox folder that the file came from.
        name: original name of the file.
        sha256: hash of the contents.
        size: size in bytes.
        received_at: time at which the file was taken from the inbox.
        arrived_at: time at which it arrived in the inbox, if known; earlier than `received_at`.
        arrival_evidence: source of the arrival time.
        tie: id shared by deliveries of this sender whose order of arrival is unknown.
    """

    delivery: str
    event: int
    place: int
    sender: str
    name: str
    sha256: str
    size: int
    received_at: datetime
    arrived_at: datetime | None = None
    arrival_evidence: Evidence = "received"
    tie: str | None = None

    @property
    def arrival(self) -> datetime:
        """The time that determines whether the delivery is on time."""
        return self.arrived_at or self.received_at

    @property
    def order(self) -> tuple[int, int]:
        """Sort key for the order of arrival, independent of any clock."""
        return (self.event, self.place)


@dataclass(frozen=True)
class Extension:
    """A decision that gives a region more time to report about a period.

    Attributes:
        decided: number of the event of the decision; the extension applies to deliveries received
            after it. None: it applies to every delivery.
        until: last day on which the region is on time.
    """

    decided: int | None
    region_code: str
    period: str
    until: date
