"""Deciding: an event on all events before it. It waits for no other process.

Here are the decisions about regions and periods; those about deliveries have files of their own.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.asked import asked_expected, asked_period
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Decision, Exempted, Extended, Finalised
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace
from schemas.programme import Programme

AnyDecision = TypeVar("AnyDecision", bound=Decision)


def decide(
    workspace: Workspace, propose: Callable[[Sequence[Event]], AnyDecision]
) -> tuple[AnyDecision, bool]:
    """Take a decision and return it, with whether it is new.

    Args:
        workspace: where.
        propose: returns the decision to take on these events, or the one among them that says
            the same already. It is asked again when another event comes in between.
    """
    journal = Journal(workspace.journal)
    while True:
        last = journal.head()
        proposed = propose(list(journal.read()))
        if proposed.number:
            return proposed, False
        decided = journal.append_after(last, proposed)
        if decided is not None:
            fault_point("decided")
            return decided, True


def extend(
    workspace: Workspace, region: str, period: str, *, until: date, by: str, why: str, now: datetime
) -> tuple[Extended, bool]:
    """Let a region report about a period until the end of a day.

    Raises:
        UsageError: the region is not expected then, or the day is not after its deadline.
    """
    refuse_no_reason(why)
    programme = _programme(workspace)
    deadline = asked_expected(programme, region, period).deadline
    if until <= deadline:
        message = f"{until} is not after the deadline of {period}, {deadline}; name a later day"
        raise UsageError(message)

    def propose(events: Sequence[Event]) -> Extended:
        last = _last(Extended, events, lambda it: (it.region_code, it.period) == (region, period))
        if last and last.until == until:
            return last
        return Extended(at=now, by=by, why=why, region_code=region, period=period, until=until)

    return decide(workspace, propose)


def exempt(
    workspace: Workspace, region: str, period: str, *, by: str, why: str, now: datetime
) -> tuple[Exempted, bool]:
    """Expect no report of a region about a period.

    Raises:
        UsageError: the region is not expected then.
    """
    refuse_no_reason(why)
    asked_expected(_programme(workspace), region, period)

    def propose(events: Sequence[Event]) -> Exempted:
        last = _last(Exempted, events, lambda it: (it.region_code, it.period) == (region, period))
        return last or Exempted(at=now, by=by, why=why, region_code=region, period=period)

    return decide(workspace, propose)


def finalise(
    workspace: Workspace, period: str, *, by: str, why: str, now: datetime
) -> tuple[Finalised, bool]:
    """Say that the figures of a period are no longer provisional.

    Raises:
        UsageError: the programme has no such period.
    """
    refuse_no_reason(why)
    asked_period(_programme(workspace), period)

    def propose(events: Sequence[Event]) -> Finalised:
        last = _last(Finalised, events, lambda it: it.period == period)
        return last or Finalised(at=now, by=by, why=why, period=period)

    return decide(workspace, propose)


def refuse_no_reason(why: str) -> None:
    """Refuse a decision without its reason.

    Raises:
        UsageError: there is none.
    """
    if not why.strip():
        raise UsageError("a decision needs its reason; say it with --why")


def _programme(workspace: Workspace) -> Programme:
    journal = Journal(workspace.journal)
    return ArchivedProgrammes(journal, Blobs(workspace.blobs)).latest()


def _last(
    kind: type[AnyDecision], events: Iterable[Event], is_meant: Callable[[AnyDecision], bool]
) -> AnyDecision | None:
    """Return the last decision of a kind that is about what is meant."""
    meant = [event for event in events if isinstance(event, kind) and is_meant(event)]
    return meant[-1] if meant else None
