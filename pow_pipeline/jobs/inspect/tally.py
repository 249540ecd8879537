"""The tally: what the journal says in numbers. It is kept by reading each event once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import Event, FeedbackGiven, Judged, Received
from pow_pipeline.record.journal import Journal


@dataclass
class Took:
    """How often a stage was gone through, and how long that took together."""

    count: int = 0
    total: timedelta = timedelta()

    def add(self, began: datetime, ended: datetime) -> None:
        """Count once more; a clock that was set back took no time."""
        self.count += 1
        self.total += max(ended - began, timedelta())


@dataclass
class Tally:
    """What was counted so far.

    Attributes:
        events: how many events were read.
        pending: when each delivery that is not judged was received, in order of arrival.
        outcomes: the latest outcome of each delivery that was not erased.
        judging: from receiving a delivery until it was judged for the first time.
        feedback: from judging deliveries until their senders were told.
        last: when the last event of each kind was.
    """

    events: int = 0
    pending: dict[str, datetime] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    judging: Took = field(default_factory=Took)
    feedback: Took = field(default_factory=Took)
    last: dict[str, datetime] = field(default_factory=dict)
    _untold: dict[int, datetime] = field(default_factory=dict)

    def catch_up(self, journal: Journal) -> None:
        """Read what came to the journal since."""
        for event in journal.read(after=self.events):
            self._add(event)
            self.events = event.number

    def count(self) -> dict[str, int]:
        """Return how many deliveries have each outcome, or are pending."""
        return {"pending": len(self.pending), **Counter(self.outcomes.values())}

    def _add(self, event: Event) -> None:
        self.last[event.type] = event.at
        if isinstance(event, Received):
            self.pending |= {each.delivery: event.at for each in event.deliveries()}
        elif isinstance(event, Judged):
            self._add_judged(event)
        elif isinstance(event, Erased):
            for delivery in event.files:
                self.pending.pop(delivery, None)
                self.outcomes.pop(delivery, None)
        elif isinstance(event, FeedbackGiven) and event.judged in self._untold:
            self.feedback.add(self._untold.pop(event.judged), event.at)

    def _add_judged(self, event: Judged) -> None:
        self._untold[event.number] = event.at
        for verdict in event.verdicts:
            self.outcomes[verdict.delivery] = verdict.outcome
            if received := self.pending.pop(verdict.delivery, None):
                self.judging.add(received, event.at)
