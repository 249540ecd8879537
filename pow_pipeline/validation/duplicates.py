"""Detects deliveries with the same bytes in order of arrival, independent of batch boundaries."""

from collections.abc import Mapping

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import Outcome, PreviousDelivery

# Sender and period of a validated delivery; the period is None if it could not be determined.
PreviousKey = tuple[str, str | None]


class Arrivals:
    """The last delivery of each sender for each period, updated while a batch is processed."""

    def __init__(self, previous: Mapping[PreviousKey, PreviousDelivery], *, programme: int) -> None:
        self._previous = dict(previous)
        self._programme = programme

    def original_of(
        self, delivery: Delivery, period: str | None, outcome: Outcome, errors: frozenset[str]
    ) -> str | None:
        """Return the delivery that this one duplicates; if there is none, store this one.

        The same bytes are not a duplicate if they now break other rules, or a rule that now names
        another day or period. The calendar or an extension can change the findings of a rule, and
        the sender needs the new findings.
        """
        key = (delivery.sender, period)
        before = self._previous.get(key)
        is_same = before and (before.outcome, before.errors) == (outcome, errors)
        if before and is_same and self._is_repeated(before, delivery):
            return before.delivery
        self._previous[key] = PreviousDelivery(
            delivery.delivery, delivery.sha256, outcome, errors, self._programme
        )
        return None

    def _is_repeated(self, before: PreviousDelivery, delivery: Delivery) -> bool:
        is_withdrawn = before.withdrawn is not None and before.withdrawn < delivery.event
        is_same = before.sha256 == delivery.sha256
        return is_same and before.programme == self._programme and not is_withdrawn
