"""Erasures by decision: the blobs that must exist after them, and those that must not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pow_pipeline.record.decisions import ActivitiesMapped, Erased
from pow_pipeline.record.events import (
    EditorialKept,
    ErasureCompleted,
    Event,
    ProgrammeActivated,
    Received,
    Validated,
)


@dataclass(frozen=True)
class Erasures:
    """The erasures in a sequence of events.

    Attributes:
        deliveries: ids of the erased deliveries.
        rewritten: hash of each blob that held them to the hash of the blob that replaced it.
        gone: hashes of the blobs removed by completed erasures. The same bytes can have arrived
            again since.
    """

    deliveries: frozenset[str] = frozenset()
    rewritten: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def resolve(self, sha256: str) -> str:
        """Return the hash of the blob that now replaces the blob with this hash."""
        while sha256 in self.rewritten:
            sha256 = self.rewritten[sha256]
        return sha256

    def blobs_kept(self, event: Event) -> Iterator[str]:
        """Yield the hash of every blob that an event refers to and that must exist."""
        if isinstance(event, Received):
            for delivery in event.deliveries():
                if delivery.delivery not in self.deliveries:
                    yield delivery.sha256
        elif isinstance(event, ProgrammeActivated | EditorialKept):
            yield from event.files.values()
        elif isinstance(event, ActivitiesMapped):
            yield event.pairs
        elif isinstance(event, Validated):
            yield from map(self.resolve, event.blobs())


def read_erasures(events: Iterable[Event]) -> Erasures:
    """Return the erasures in these events."""
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
