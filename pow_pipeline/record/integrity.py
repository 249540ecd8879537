"""Whether the record is whole: no gap, an unbroken chain, and every named blob with its hash."""

from collections.abc import Callable, Iterator

from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Event, Judged, ProgrammeActivated, Received
from pow_pipeline.record.journal import Journal


def verify_record(
    journal: Journal, blobs: Blobs, *, progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Check the whole record and return how many events and blobs it holds.

    Raises:
        RecordError: an event or a blob is missing or changed; names the file.
    """
    seen: set[str] = set()
    head = journal.head()
    for number in range(1, head + 1):
        event = journal.event(number)
        _verify_link(journal, event, number)
        for sha256 in blobs_named_by(event):
            if sha256 not in seen:
                blobs.read(sha256)
                seen.add(sha256)
        if progress:
            progress(number, head)
    return head, len(seen)


def blobs_named_by(event: Event) -> Iterator[str]:
    """Yield the hash of every blob that an event names."""
    if isinstance(event, Received):
        yield from (file.sha256 for file in event.files)
    elif isinstance(event, ProgrammeActivated):
        yield from event.files.values()
    elif isinstance(event, Judged):
        yield from event.blobs()


def _verify_link(journal: Journal, event: Event, number: int) -> None:
    if (event.number, event.previous) != (number, journal.hash_of(number - 1)):
        message = (
            f"event {number} does not follow event {number - 1}: one of the two was changed "
            "after it was written; restore the record from a back-up"
        )
        raise RecordError(message)
