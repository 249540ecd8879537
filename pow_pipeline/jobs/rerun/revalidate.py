"""Judging deliveries once more, each against what had stood when it arrived.

The extensions are those in force now: a file that was refused because its period was closed is
accepted when its region was given more time since.

The n-th deliveries of all senders are judged together, so that none meets another of its sender
in one pass: what came before it then follows from the order of arrival alone.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pow_pipeline.errors import place_of
from pow_pipeline.jobs.engine.worker import Worker
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model import Delivery, Judgement, Reading, Standing
from pow_pipeline.validation.evidence import errors_of
from pow_pipeline.validation.validate import judge, set_aside
from pow_pipeline.warehouse.lookups.judged import Past, past_of
from pow_pipeline.warehouse.lookups.pending import extensions_in_force

_LOG: Final = logging.getLogger(__name__)
_Key = tuple[str, str | None]  # sender, and period where one was read


def judge_again(
    worker: Worker, deliveries: Sequence[Delivery], *, programme: int
) -> list[Judgement]:
    """Return judgements that together cover the deliveries once, and record nothing.

    Args:
        worker: whose warehouse shows everything that was judged.
        deliveries: what to judge, in order of arrival.
        programme: the number of the event of the programme to judge under.
    """
    past = _PastOfSenders(
        past_of(worker.connection, {each.sender for each in deliveries}), again=deliveries
    )
    judgements: list[Judgement] = []
    for together in _rounds(deliveries):
        standing = past.before(together)
        judged = _read_and_judge(worker, together, programme=programme, standing=standing)
        for part in judged:
            past.add(together, part, programme)
        judgements += judged
        worker.progress("judge", sum(len(each.verdicts) for each in judgements), len(deliveries))
    return judgements


class _PastOfSenders:
    """What each sender had sent for each period, at any place in the order of arrival."""

    def __init__(self, past: Sequence[Past], *, again: Iterable[Delivery]) -> None:
        self._withdrawn = {each.standing.delivery: each.standing.withdrawn for each in past}
        self._sent: dict[_Key, list[tuple[tuple[int, int], Standing]]] = defaultdict(list)
        judged_again = {each.delivery for each in again}
        for each in past:
            if each.delivery.delivery not in judged_again:
                self._keep(each.delivery, each.period, each.standing)

    def before(self, deliveries: Sequence[Delivery]) -> dict[_Key, Standing]:
        """Return what stood when each delivery arrived; each is of another sender."""
        arrival = {each.sender: each.order for each in deliveries}
        standing = {}
        for key, sent in self._sent.items():
            sooner = [each for each in sent if key[0] in arrival and each[0] < arrival[key[0]]]
            if sooner:
                standing[key] = max(sooner, key=lambda each: each[0])[1]
        return standing

    def add(self, deliveries: Iterable[Delivery], judgement: Judgement, programme: int) -> None:
        """Remember what has been judged again."""
        by_name = {each.delivery: each for each in deliveries}
        errors = errors_of(judgement)
        for verdict in judgement.verdicts:
            if verdict.outcome in {"accepted", "rejected"}:
                delivery = by_name[verdict.delivery]
                standing = Standing(
                    delivery.delivery,
                    delivery.sha256,
                    verdict.outcome,
                    errors.get(delivery.delivery, frozenset()),
                    programme,
                    self._withdrawn.get(delivery.delivery),
                )
                self._keep(delivery, verdict.period, standing)

    def _keep(self, delivery: Delivery, period: str | None, standing: Standing) -> None:
        self._sent[delivery.sender, period].append((delivery.order, standing))


def _rounds(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Yield the first delivery of each sender, then the second of each, and so on."""
    of_sender: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        of_sender[delivery.sender].append(delivery)
    for nth in range(max(map(len, of_sender.values()), default=0)):
        yield [sent[nth] for sent in of_sender.values() if nth < len(sent)]


def _read_and_judge(
    worker: Worker,
    deliveries: Sequence[Delivery],
    *,
    programme: int,
    standing: Mapping[_Key, Standing],
) -> list[Judgement]:
    """Read and judge deliveries, as many at once as may be held."""
    judgements: list[Judgement] = []
    left = deliveries
    while left:
        readings = worker.read(programme, left)
        left = left[len(readings) :]
        judgements += [set_aside(each.delivery, each.failure) for each in readings if each.failure]
        if whole := [each for each in readings if not each.failure]:
            judgements += _judge_apart(worker, whole, programme=programme, standing=standing)
    return judgements


def _judge_apart(
    worker: Worker,
    readings: Sequence[Reading],
    *,
    programme: int,
    standing: Mapping[_Key, Standing],
) -> list[Judgement]:
    """Judge readings together; where our own code fails, find the one by halving."""
    try:
        return [
            judge(
                readings,
                programme=worker.programmes[programme],
                programme_event=programme,
                standing=standing,
                extensions=extensions_in_force(worker.connection),
            )
        ]
    except Exception as error:  # noqa: BLE001 -- whatever it is, it may not hold up the others
        half = len(readings) // 2
        if half:
            return [
                judged
                for part in (readings[:half], readings[half:])
                for judged in _judge_apart(worker, part, programme=programme, standing=standing)
            ]
        raise_machine_fault(error)
        place = place_of(error)
        delivery = readings[0].delivery
        said = "%s could not be judged again: %s"
        _LOG.error(said, delivery.delivery, place, extra={"delivery": delivery.delivery})
        return [set_aside(delivery, place)]
