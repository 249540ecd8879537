"""Validates deliveries again, each against the reports in force when it arrived.

Extensions are those in force now: a file that was rejected because its period had closed is
accepted if its region was given an extension since.

The n-th deliveries of all senders form one batch, so that a batch never contains two deliveries of
one sender. The order of arrival alone then determines the earlier reports of each delivery.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from pow_pipeline.jobs.engine.isolate import validate_in_parts
from pow_pipeline.jobs.engine.stages import PARSE, VALIDATE
from pow_pipeline.jobs.engine.worker import Worker
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.model.findings import PreviousDelivery, ValidatedBatch
from pow_pipeline.validation.evidence import errors_of
from pow_pipeline.validation.validate import validate_batch
from pow_pipeline.warehouse.lookups.pending import extensions_in_force
from pow_pipeline.warehouse.lookups.validated import Past, past_of

_Key = tuple[str, str | None]  # sender, and period if one was recognised


def revalidate(
    worker: Worker, deliveries: Sequence[Delivery], *, programme: int
) -> list[ValidatedBatch]:
    """Validate each delivery once and return the results, without recording them.

    Args:
        worker: a worker whose warehouse has all earlier validation results.
        deliveries: deliveries to validate, in order of arrival.
        programme: number of the event that activated the programme to validate under.
    """
    past = _PastOfSenders(
        past_of(worker.connection, {delivery.sender for delivery in deliveries}), again=deliveries
    )
    batches: list[ValidatedBatch] = []
    for together in _rounds(deliveries):
        previous = past.before(together)
        validated = _parse_and_validate(worker, together, programme=programme, previous=previous)
        for part in validated:
            past.add(together, part, programme)
        batches += validated
    return batches


class _PastOfSenders:
    """Earlier reports of each sender about each period, at any position in the order of arrival."""

    def __init__(self, past: Sequence[Past], *, again: Iterable[Delivery]) -> None:
        self._withdrawn = {
            earlier.previous.delivery: earlier.previous.withdrawn for earlier in past
        }
        self._sent: dict[_Key, list[tuple[tuple[int, int], PreviousDelivery]]] = defaultdict(list)
        validated_again = {delivery.delivery for delivery in again}
        for earlier in past:
            if earlier.delivery.delivery not in validated_again:
                self._keep(earlier.delivery, earlier.period, earlier.previous)

    def before(self, deliveries: Sequence[Delivery]) -> dict[_Key, PreviousDelivery]:
        """Return the reports in force when the deliveries arrived, which have distinct senders."""
        arrival = {delivery.sender: delivery.order for delivery in deliveries}
        previous = {}
        for key, sent in self._sent.items():
            sooner = [
                (order, report)
                for order, report in sent
                if key[0] in arrival and order < arrival[key[0]]
            ]
            if sooner:
                previous[key] = max(sooner, key=lambda sent_report: sent_report[0])[1]
        return previous

    def add(self, deliveries: Iterable[Delivery], batch: ValidatedBatch, programme: int) -> None:
        """Add deliveries that were validated again."""
        by_name = {delivery.delivery: delivery for delivery in deliveries}
        errors = errors_of(batch)
        for result in batch.results:
            if result.outcome in {"accepted", "rejected"}:
                delivery = by_name[result.delivery]
                previous = PreviousDelivery(
                    delivery.delivery,
                    delivery.sha256,
                    result.outcome,
                    errors.get(delivery.delivery, frozenset()),
                    programme,
                    self._withdrawn.get(delivery.delivery),
                )
                self._keep(delivery, result.period, previous)

    def _keep(self, delivery: Delivery, period: str | None, previous: PreviousDelivery) -> None:
        self._sent[delivery.sender, period].append((delivery.order, previous))


def _rounds(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Yield the first delivery of each sender, then the second of each, and so on."""
    of_sender: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        of_sender[delivery.sender].append(delivery)
    for nth in range(max(map(len, of_sender.values()), default=0)):
        yield [sent[nth] for sent in of_sender.values() if nth < len(sent)]


def _parse_and_validate(
    worker: Worker,
    deliveries: Sequence[Delivery],
    *,
    programme: int,
    previous: Mapping[_Key, PreviousDelivery],
) -> list[ValidatedBatch]:
    """Parse and validate deliveries in batches, each as large as fits in memory."""
    run = worker.run

    def validate(readings: Sequence[Reading]) -> ValidatedBatch:
        return run.stage(
            VALIDATE,
            lambda: validate_batch(
                readings,
                programme=run.programmes[programme],
                programme_event=programme,
                previous=previous,
                extensions=extensions_in_force(worker.connection),
            ),
            deliveries=len(readings),
        )

    batches: list[ValidatedBatch] = []
    left = deliveries
    while left:
        readings = run.stage(PARSE, partial(worker.parse, programme, left), deliveries=len(left))
        left = left[len(readings) :]
        batches += validate_in_parts(readings, validate)
    return batches
