"""Whether the record is whole: no gap, an unbroken chain, and every named blob with its hash."""

from collections.abc import Callable

from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal


def verify_record(
    journal: Journal, blobs: Blobs, *, progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Check the whole record and return how many events and blobs it holds.

    What a decision erased may be missing, and must be once the erasure is complete.

    Raises:
        RecordError: an event or a blob is missing or changed, or one that was erased is still
            there; names the file.
    """
    seen: set[str] = set()
    head = journal.head()
    erasures = read_erasures(journal.read())
    for number in range(1, head + 1):
        event = journal.event(number)
        _verify_link(journal, event, number)
        for sha256 in erasures.blobs_kept(event):
            if sha256 not in seen:
                blobs.read(sha256)
                seen.add(sha256)
        if progress:
            progress(number, head)
    _verify_erased(blobs, erasures.gone - seen)
    return head, len(seen)


def _verify_erased(blobs: Blobs, gone: frozenset[str]) -> None:
    for sha256 in sorted(gone):
        path = blobs.path(sha256)
        if path.exists():
            message = f"{path}: erased by a decision, and there again; remove it"
            raise RecordError(message)


def _verify_link(journal: Journal, event: Event, number: int) -> None:
    if (event.number, event.previous) != (number, journal.hash_of(number - 1)):
        message = (
            f"event {number} does not follow event {number - 1}: one of the two was changed "
            "after it was written; restore the record from a back-up"
        )
        raise RecordError(message)
