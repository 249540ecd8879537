"""Recognising the same bytes sent again, in order of arrival, so that batches never matter."""

from collections.abc import Mapping

from pow_pipeline.model import Delivery, Outcome, Standing

# The latest judged delivery of a sender for a period; no period where none could be read.
StandingKey = tuple[str, str | None]


class Arrivals:
    """What each sender sent last for each period, while a batch is gone through in order."""

    def __init__(self, standing: Mapping[StandingKey, Standing], *, programme: int) -> None:
        self._standing = dict(standing)
        self._programme = programme

    def original_of(
        self, delivery: Delivery, period: str | None, outcome: Outcome, errors: frozenset[str]
    ) -> str | None:
        """Return the delivery that this one repeats, and remember this one if it repeats none.

        The same bytes that break other rules, or a rule that names another day or period by now,
        are not a duplicate: the calendar or an extension can change what a rule says, and the
        sender needs the new findings.
        """
        key = (delivery.sender, period)
        before = self._standing.get(key)
        is_same = before and (before.outcome, before.errors) == (outcome, errors)
        if before and is_same and self._is_repeated(before, delivery):
            return before.delivery
        self._standing[key] = Standing(
            delivery.delivery, delivery.sha256, outcome, errors, self._programme
        )
        return None

    def _is_repeated(self, before: Standing, delivery: Delivery) -> bool:
        is_withdrawn = before.withdrawn is not None and before.withdrawn < delivery.event
        is_same = before.sha256 == delivery.sha256
        return is_same and before.programme == self._programme and not is_withdrawn
