"""What decisions have erased from the record: which blobs must be there, and which must not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pow_pipeline.record.decisions import ActivitiesMapped, Erased
from pow_pipeline.record.events import (
    EditorialKept,
    ErasureCompleted,
    Event,
    Judged,
    ProgrammeActivated,
    Received,
)


@dataclass(frozen=True)
class Erasures:
    """The erasures among some events.

    Attributes:
        deliveries: what was erased.
        rewritten: by the hash of a blob that held them, that of the one that took its place.
        gone: the hashes of all blobs of which nothing is left, so far as erasing them is complete;
            the same bytes may have come again since.
    """

    deliveries: frozenset[str] = frozenset()
    rewritten: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def resolve(self, sha256: str) -> str:
        """Return the hash of the blob that now stands for the one of this hash."""
        while sha256 in self.rewritten:
            sha256 = self.rewritten[sha256]
        return sha256

    def blobs_kept(self, event: Event) -> Iterator[str]:
        """Yield the hash of every blob that an event names and that must be there."""
        if isinstance(event, Received):
            for delivery in event.deliveries():
                if delivery.delivery not in self.deliveries:
                    yield delivery.sha256
        elif isinstance(event, ProgrammeActivated | EditorialKept):
            yield from event.files.values()
        elif isinstance(event, ActivitiesMapped):
            yield event.pairs
        elif isinstance(event, Judged):
            yield from map(self.resolve, event.blobs())


def read_erasures(events: Iterable[Event]) -> Erasures:
    """Return what these events erase."""
    decided: dict[int, Erased] = {}
    gone: set[str] = set()
    for event in events:
        if isinstance(event, Erased):
            decided[event.number] = event
        elif isinstance(event, ErasureCompleted) and event.decided in decided:
            gone.update(decided[event.decided].files.values())
            gone.update(decided[event.decided].rewritten)
    return Erasures(
        frozenset(delivery for event in decided.values() for delivery in event.files),
        {old: new for event in decided.values() for old, new in event.rewritten.items()},
        frozenset(gone),
    )
