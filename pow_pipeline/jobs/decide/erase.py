"""Erasing: the contents of a delivery leave the record, where law or a mistake demands it.

First the batches that held it are written anew without it, then the event says so, and then what
is left is removed, by whoever works off the record next. Copies outside the record cannot be
reached; they are listed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.model import Delivery
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event, Judged, Pruned, Received, Released, Uploaded
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import hold_record
from pow_pipeline.record.parquet import without_deliveries
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Copies:
    """Copies of a delivery that an erasure cannot reach.

    Attributes:
        releases: the releases whose restricted database holds what was judged of it.
        uploaded: where these were uploaded to: `address/releases/NAME`, with what was uploaded.
    """

    releases: tuple[str, ...]
    uploaded: tuple[str, ...]


@dataclass(frozen=True)
class Erasable:
    """What an erasure would remove.

    Attributes:
        deliveries: the delivery and all others with the same bytes.
        copies: the copies that it cannot reach.
        decided: the decision that erased it already, if there is one.
    """

    deliveries: tuple[Delivery, ...]
    copies: Copies
    decided: Erased | None


@dataclass(frozen=True)
class Erasing:
    """The result of an erasure.

    Attributes:
        decided: the decision; it names every delivery of the same bytes.
        is_new: whether it was taken now; otherwise it had been taken before.
        copies: the copies that it could not reach.
    """

    decided: Erased
    is_new: bool
    copies: Copies


def erasable(workspace: Workspace, delivery: str) -> Erasable:
    """Return what erasing a delivery would remove, and what it could not.

    Raises:
        UsageError: there is no such delivery.
    """
    events = list(Journal(workspace.journal).read())
    meant = _same_bytes(events, delivery)
    copies = _copies(events, {each.delivery for each in meant})
    return Erasable(tuple(meant), copies, _decided_before(events, delivery))


def erase(workspace: Workspace, delivery: str, *, by: str, why: str, now: datetime) -> Erasing:
    """Decide that the contents of a delivery, and of all with the same bytes, are to be gone.

    Raises:
        UsageError: there is no such delivery.
    """
    refuse_no_reason(why)
    blobs = Blobs(workspace.blobs)

    def propose(events: Sequence[Event]) -> Erased:
        files = {each.delivery: each.sha256 for each in _same_bytes(events, delivery)}
        before = _decided_before(events, delivery)
        if before:
            return before
        rewritten = _rewrite(blobs, events, files)
        return Erased(at=now, by=by, why=why, files=files, rewritten=rewritten)

    with hold_record(workspace):
        request = Request(Erased, by, why, (delivery,))
        decided, is_new = decide(workspace, request, propose)
    events = Journal(workspace.journal).read()
    return Erasing(decided, is_new, _copies(list(events), decided.files.keys()))


def _same_bytes(events: Iterable[Event], name: str) -> list[Delivery]:
    """Return the delivery of that name and all others of the same bytes that are not erased."""
    received = [
        each for event in events if isinstance(event, Received) for each in event.deliveries()
    ]
    named = next((each for each in received if each.delivery == name), None)
    if named is None:
        message = (
            f"there is no delivery {name!r}; feedback names it as its reference, and so does "
            "its folder in the outbox"
        )
        raise UsageError(message)
    erased = read_erasures(events).deliveries - {name}
    return [
        each for each in received if each.sha256 == named.sha256 and each.delivery not in erased
    ]


def _decided_before(events: Iterable[Event], delivery: str) -> Erased | None:
    decided = (event for event in events if isinstance(event, Erased))
    return next((event for event in decided if delivery in event.files), None)


def _rewrite(blobs: Blobs, events: Sequence[Event], files: Mapping[str, str]) -> dict[str, str]:
    """Write each batch that holds these deliveries anew; return the hashes, from old to new."""
    erasures = read_erasures(events)
    fresh: dict[str, bytes] = {}
    for old in _blobs_of(events, files, erasures):
        content = without_deliveries(blobs.read(old), files)
        if content is not None:
            fresh[old] = content
    hashes = blobs.add(fresh.values(), step="erase_blobs")
    return dict(zip(fresh, hashes, strict=True))


def _blobs_of(events: Iterable[Event], files: Mapping[str, str], erasures: Erasures) -> set[str]:
    return {
        erasures.resolve(sha256)
        for event in events
        if isinstance(event, Judged) and any(each.delivery in files for each in event.verdicts)
        for sha256 in event.blobs()
    }


def _copies(events: Sequence[Event], deliveries: Collection[str]) -> Copies:
    """Return the copies of deliveries that are known outside the record."""
    made = _releases_that_hold(events, deliveries)
    pruned = {name for event in events if isinstance(event, Pruned) for name in event.releases}
    uploaded = {
        f"{event.address.rstrip('/')}/releases/{name}": event.restricted
        for event in sorted(_uploads(events), key=lambda each: each.restricted)
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
    """Return the releases of their period or later, between their judgement and their erasure."""
    judged: list[str] = []  # the period of each judgement; '' where none could be read
    holding = []
    for event in events:
        if isinstance(event, Judged):
            judged += [each.period or "" for each in event.verdicts if each.delivery in deliveries]
        elif isinstance(event, Erased) and not event.files.keys().isdisjoint(deliveries):
            judged.clear()
        elif isinstance(event, Released) and any(period <= event.period for period in judged):
            holding.append(f"{event.period}.v{event.version}")
    return holding
