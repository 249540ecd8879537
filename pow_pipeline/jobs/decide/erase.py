"""Erases the contents of a delivery from the record, for legal reasons or after a mistake.

First the batches that contain the delivery are rewritten without it, then the decision is appended
to the journal. The next process that catches up removes the remaining copies, see
`jobs.engine.complete_erasure`. The events remain, with the sender, the name and hash of the file,
and the reason. Backups, releases and uploads remain too; the releases and uploads are listed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event, Pruned, Received, Released, Uploaded, Validated
from pow_pipeline.record.lock import hold_record
from pow_pipeline.record.parquet import without_deliveries


@dataclass(frozen=True)
class Copies:
    """Copies of a delivery that an erasure cannot reach.

    Attributes:
        releases: names of the releases whose restricted database contains validated data of it.
        uploaded: places where these releases were uploaded, as `address/releases/NAME` followed by
            the uploaded folders.
    """

    releases: tuple[str, ...]
    uploaded: tuple[str, ...]


@dataclass(frozen=True)
class Erasable:
    """Data that an erasure would remove.

    Attributes:
        deliveries: the delivery and all others with the same bytes.
        copies: copies that the erasure cannot reach.
        decided: the earlier decision that erased the delivery; None without one.
    """

    deliveries: tuple[Delivery, ...]
    copies: Copies
    decided: Erased | None


@dataclass(frozen=True)
class ErasureResult:
    """The result of an erasure.

    Attributes:
        decided: the decision; it names every delivery with the same bytes.
        is_new: whether the decision was taken now rather than earlier.
        copies: copies that the erasure could not reach.
    """

    decided: Erased
    is_new: bool
    copies: Copies


def erasable(run: Run, delivery: str) -> Erasable:
    """Return what erasing a delivery would remove, and which copies it could not reach.

    Raises:
        UsageError: there is no such delivery.
    """
    events = list(run.journal.read())
    deliveries = _same_bytes(events, delivery)
    copies = _copies(events, {same.delivery for same in deliveries})
    return Erasable(tuple(deliveries), copies, _decided_before(events, delivery))


def erase(run: Run, delivery: str, *, by: str, why: str) -> ErasureResult:
    """Decide to erase the contents of a delivery and of all others with the same bytes.

    Raises:
        UsageError: there is no such delivery.
    """
    refuse_no_reason(why)

    def propose(events: Sequence[Event]) -> Erased:
        files = {same.delivery: same.sha256 for same in _same_bytes(events, delivery)}
        before = _decided_before(events, delivery)
        if before:
            return before
        rewritten = _rewrite(run.blobs, events, files)
        return Erased(at=run.clock(), by=by, why=why, files=files, rewritten=rewritten)

    with hold_record(run.workspace):
        request = Request(Erased, by, why, (delivery,))
        decided, is_new = decide(run, request, propose)
    events = run.journal.read()
    return ErasureResult(decided, is_new, _copies(list(events), decided.files.keys()))


def _same_bytes(events: Iterable[Event], name: str) -> list[Delivery]:
    """Return the delivery with a name, and all others with the same bytes that are not erased."""
    received = [
        delivery
        for event in events
        if isinstance(event, Received)
        for delivery in event.deliveries()
    ]
    named = next((delivery for delivery in received if delivery.delivery == name), None)
    if named is None:
        message = (
            f"there is no delivery {name!r}; feedback names it as its reference, and so does "
            "its folder in the outbox"
        )
        raise UsageError(message)
    erased = read_erasures(events).deliveries - {name}
    return [
        delivery
        for delivery in received
        if delivery.sha256 == named.sha256 and delivery.delivery not in erased
    ]


def _decided_before(events: Iterable[Event], delivery: str) -> Erased | None:
    decided = (event for event in events if isinstance(event, Erased))
    return next((event for event in decided if delivery in event.files), None)


def _rewrite(blobs: Blobs, events: Sequence[Event], files: Mapping[str, str]) -> dict[str, str]:
    """Rewrite each batch that contains these deliveries; return a map of old to new hashes."""
    erasures = read_erasures(events)
    rewritten: dict[str, bytes] = {}
    for old in _batch_blobs(events, files, erasures):
        content = without_deliveries(blobs.read(old), files)
        if content is not None:
            rewritten[old] = content
    hashes = blobs.add(rewritten.values(), step="erase_blobs")
    return dict(zip(rewritten, hashes, strict=True))


def _batch_blobs(events: Iterable[Event], files: Mapping[str, str], erasures: Erasures) -> set[str]:
    return {
        erasures.resolve(sha256)
        for event in events
        if isinstance(event, Validated)
        and any(result.delivery in files for result in event.results)
        for sha256 in event.blobs()
    }


def _copies(events: Sequence[Event], deliveries: Collection[str]) -> Copies:
    """Return the known copies of deliveries outside the record."""
    made = _releases_that_hold(events, deliveries)
    pruned = {name for event in events if isinstance(event, Pruned) for name in event.releases}
    uploaded = {
        f"{event.address.rstrip('/')}/releases/{name}": event.restricted
        for event in sorted(_uploads(events), key=lambda upload: upload.restricted)
        for name in event.releases
        if name in made
    }
    return Copies(
        tuple(name for name in made if name not in pruned),
        tuple(
            f"{place} ({'public/ and restricted/' if restricted else 'public/ only'})"
            for place, restricted in sorted(uploaded.items())
        ),
    )


def _uploads(events: Iterable[Event]) -> list[Uploaded]:
    return [event for event in events if isinstance(event, Uploaded)]


def _releases_that_hold(events: Iterable[Event], deliveries: Collection[str]) -> list[str]:
    """Return the releases that contain deliveries.

    These are the releases of the same period or a later one that were made after the deliveries
    were validated and before they were erased.
    """
    validated: list[str] = []  # the period of each validation; '' if none could be recognised
    holding = []
    for event in events:
        if isinstance(event, Validated):
            validated += [
                result.period or "" for result in event.results if result.delivery in deliveries
            ]
        elif isinstance(event, Erased) and not event.files.keys().isdisjoint(deliveries):
            validated.clear()
        elif isinstance(event, Released) and any(period <= event.period for period in validated):
            holding.append(f"{event.period}.v{event.version}")
    return holding
