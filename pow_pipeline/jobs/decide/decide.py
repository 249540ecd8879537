"""Takes decisions, each based on all earlier events, without waiting for other processes.

Requests are idempotent. A retried or restarted flow run is recognised by its id, any other request
by its author, reason and target. This module also has the decisions about regions; those about
periods, deliveries and figures have modules of their own.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.record_check import refuse_damaged
from pow_pipeline.jobs.engine.require import require_expected_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.decisions import Decided, Decision, Exempted, Extended
from pow_pipeline.record.events import Event

AnyDecision = TypeVar("AnyDecision", bound=Decision)


@dataclass(frozen=True)
class Request(Generic[AnyDecision]):
    """A request for a decision.

    Attributes:
        kind: the type of decision.
        by: name of the person who asks for it.
        why: the reason.
        subject: the arguments that identify the request, such as region and period.
        target: computes from the events so far what the request applies to. The same request for
            another target is a new request. The result must not depend on anything that the
            decision itself changes.
    """

    kind: type[AnyDecision]
    by: str
    why: str
    subject: tuple[str, ...]
    target: Callable[[Sequence[Event]], str | int] = lambda _: ""

    def key(self, events: Sequence[Event]) -> str:
        """Return the idempotency key of the request, given these events."""
        why = " ".join(self.why.split()).casefold()
        kind = self.kind.model_fields["decision"].default
        words = (kind, self.by.strip(), why, *self.subject, str(self.target(events)))
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def decide(
    run: Run,
    request: Request[AnyDecision],
    propose: Callable[[Sequence[Event]], AnyDecision],
) -> tuple[AnyDecision, bool]:
    """Take a decision, and return it and whether it is new.

    Args:
        run: the run.
        request: the request. If it was decided before, that decision is returned.
        propose: returns the decision to append after these events, or an equivalent decision that
            is already among them. It is called again if another process appends an event first.

    Raises:
        UsageError: the reason is missing.
        RecordError: the record is damaged; no decision is taken.
    """
    refuse_no_reason(request.why)
    refuse_damaged(run)
    journal = run.journal
    while True:
        last = journal.head()
        events = list(journal.read())
        key = request.key(events)
        proposed = _requested_before(events, request, key, run.flow_run) or propose(events)
        if proposed.number:
            return proposed, False
        event = proposed.model_copy(update={"request": key, "run": run.flow_run})
        decided = journal.append_after(last, event)
        if decided is not None:
            fault_point("decided")
            return decided, True


def taken_by_run(run: Run) -> Decided | None:
    """Return the decision that this flow run took; None if it has taken none."""
    decisions = (event for event in run.journal.read() if isinstance(event, Decision))
    return next(
        (decision for decision in decisions if run.flow_run and decision.run == run.flow_run), None
    )


def extend(
    run: Run, region: str, period: str, *, until: date, by: str, why: str
) -> tuple[Extended, bool]:
    """Extend the deadline of a region for a period to the end of a day.

    Raises:
        UsageError: no report of the region is expected for the period, or the day is not after
            the deadline.
    """
    refuse_no_reason(why)
    deadline = require_expected_period(run.programme(), region, period).deadline
    if until <= deadline:
        message = f"{until} is not after the deadline of {period}, {deadline}; name a later day"
        raise UsageError(message)

    def is_meant(event: Extended) -> bool:
        return (event.region_code, event.period) == (region, period)

    def other_day(events: Sequence[Event]) -> int:
        last = last_of(Extended, events, lambda it: is_meant(it) and it.until != until)
        return last.number if last else 0

    def propose(events: Sequence[Event]) -> Extended:
        last = last_of(Extended, events, is_meant)
        if last and last.until == until:
            return last
        return Extended(
            at=run.clock(), by=by, why=why, region_code=region, period=period, until=until
        )

    subject = (region, period, until.isoformat())
    return decide(run, Request(Extended, by, why, subject, other_day), propose)


def exempt(run: Run, region: str, period: str, *, by: str, why: str) -> tuple[Exempted, bool]:
    """Exempt a region from reporting about a period.

    Raises:
        UsageError: no report of the region is expected for the period.
    """
    refuse_no_reason(why)
    require_expected_period(run.programme(), region, period)

    def propose(events: Sequence[Event]) -> Exempted:
        last = last_of(Exempted, events, lambda it: (it.region_code, it.period) == (region, period))
        return last or Exempted(at=run.clock(), by=by, why=why, region_code=region, period=period)

    return decide(run, Request(Exempted, by, why, (region, period)), propose)


def refuse_no_reason(why: str) -> None:
    """Refuse an empty reason.

    Raises:
        UsageError: the reason is empty.
    """
    if not why.strip():
        raise UsageError("a decision needs its reason; say it with --why")


def _requested_before(
    events: Iterable[Event], request: Request[AnyDecision], key: str, flow_run: str
) -> AnyDecision | None:
    """Return the decision of the same flow run, or else the last one on the same request."""
    taken = [event for event in events if isinstance(event, request.kind)]
    by_run = (event for event in taken if flow_run and event.run == flow_run)
    by_key = (event for event in reversed(taken) if event.request == key)
    return next(by_run, None) or next(by_key, None)


def last_of(
    kind: type[AnyDecision], events: Iterable[Event], is_meant: Callable[[AnyDecision], bool]
) -> AnyDecision | None:
    """Return the last decision of a kind for which `is_meant` is true; None if there is none."""
    matching = [event for event in events if isinstance(event, kind) and is_meant(event)]
    return matching[-1] if matching else None
