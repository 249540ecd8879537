"""Detects files that were sent twice, in order of arrival and across the boundaries of batches."""

from collections.abc import Mapping

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import Outcome, PreviousDelivery

# Sender and period of a validated delivery; the period is None if it could not be determined.
PreviousKey = tuple[str, str | None]


class PreviousDeliveries:
    """The last delivery of each sender for each period, updated while a batch is processed."""

    def __init__(self, previous: Mapping[PreviousKey, PreviousDelivery], *, programme: int) -> None:
        self._previous = dict(previous)
        self._programme = programme

    def original_of(
        self, delivery: Delivery, period: str | None, outcome: Outcome, errors: frozenset[str]
    ) -> str | None:
        """Return the name of the delivery that this one duplicates.

        If there is none, return None and store this delivery as the previous one of its key.

        The same bytes are not a duplicate if they are now validated differently: the calendar or an
        extension can change the errors, or a day or period in them. The sender then needs feedback.

        Args:
            delivery: the delivery.
            period: period of the delivery, if known.
            outcome: outcome of its validation.
            errors: the rules that it breaks, see `broken_rules`.
        """
        key = (delivery.sender, period)
        previous = self._previous.get(key)
        if (
            previous
            and (previous.outcome, previous.errors) == (outcome, errors)
            and self._has_same_content(previous, delivery)
        ):
            return previous.delivery
        self._previous[key] = PreviousDelivery(
            delivery.delivery, delivery.sha256, outcome, errors, self._programme
        )
        return None

    def _has_same_content(self, previous: PreviousDelivery, delivery: Delivery) -> bool:
        """Return whether two deliveries have the same bytes, under the same programme.

        A delivery that was withdrawn in between can be sent again.
        """
        is_withdrawn = previous.withdrawn is not None and previous.withdrawn < delivery.event
        is_same = previous.sha256 == delivery.sha256
        return is_same and previous.programme == self._programme and not is_withdrawn
