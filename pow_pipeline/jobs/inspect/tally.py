"""Counts of what the journal contains, updated by reading each event once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import Event, FeedbackGiven, Received, Validated
from pow_pipeline.record.journal import Journal


@dataclass
class Took:
    """Number of runs of a stage, and their total duration."""

    count: int = 0
    total: timedelta = timedelta()

    def add(self, began: datetime, ended: datetime) -> None:
        """Add one run; its duration is zero if the clock was set back meanwhile."""
        self.count += 1
        self.total += max(ended - began, timedelta())


@dataclass
class Tally:
    """Counts so far.

    Attributes:
        events: number of events read.
        pending: maps each delivery not yet validated to its time of receipt, in order of arrival.
        outcomes: maps each delivery that was not erased to its latest outcome.
        validating: durations from receipt to the first validation of a delivery.
        feedback: durations from the validation of deliveries to their feedback.
        last: maps each event type to the time of its last event.
    """

    events: int = 0
    pending: dict[str, datetime] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    validating: Took = field(default_factory=Took)
    feedback: Took = field(default_factory=Took)
    last: dict[str, datetime] = field(default_factory=dict)
    _untold: dict[int, datetime] = field(default_factory=dict)

    def catch_up(self, journal: Journal) -> None:
        """Add the events appended since the last call."""
        for event in journal.read(after=self.events):
            self._add(event)
            self.events = event.number

    def count(self) -> dict[str, int]:
        """Return the number of deliveries by outcome, and of those pending."""
        return {"pending": len(self.pending), **Counter(self.outcomes.values())}

    def _add(self, event: Event) -> None:
        self.last[event.type] = event.at
        if isinstance(event, Received):
            self.pending |= {delivery.delivery: event.at for delivery in event.deliveries()}
        elif isinstance(event, Validated):
            self._add_validated(event)
        elif isinstance(event, Erased):
            for delivery in event.files:
                self.pending.pop(delivery, None)
                self.outcomes.pop(delivery, None)
        elif isinstance(event, FeedbackGiven) and event.validated in self._untold:
            self.feedback.add(self._untold.pop(event.validated), event.at)

    def _add_validated(self, event: Validated) -> None:
        self._untold[event.number] = event.at
        for result in event.results:
            self.outcomes[result.delivery] = result.outcome
            if received := self.pending.pop(result.delivery, None):
                self.validating.add(received, event.at)
