"""How everything stands at one event and one moment, and what is due by that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pow_pipeline.jobs.calendar.due import (
    Reminding,
    is_done,
    overdue_standings,
    publication_due,
    reminders_due,
    running_periods,
)
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.progress import be_silent
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.model import RegionStanding
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.settings import Settings
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.standing import standings_of
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from schemas.text.periods import Period


@dataclass(frozen=True)
class Overdue:
    """A period in which regions are silent though the time they had is over.

    Attributes:
        deadline: the last day on which the time of one of them was over.
        is_told: whether that was told since.
    """

    period: str
    deadline: date
    regions: tuple[str, ...]
    is_told: bool


@dataclass(frozen=True)
class Seen:
    """How everything stands.

    Attributes:
        last: the number of the last event that is seen.
        now: the moment.
        events: all up to that one.
        running: the periods that have opened and are not past.
        due: the period that should have come out, if it was not published since its day.
        standings: by period, how each of its regions stands.
    """

    last: int
    now: datetime
    programme: Programme
    events: Sequence[Event]
    running: Sequence[Period]
    due: Period | None
    standings: Mapping[str, Sequence[RegionStanding]]

    @property
    def today(self) -> date:
        """The day it is in the time zone of the programme."""
        return self.now.astimezone(self.programme.zone).date()

    def without_forms(self) -> list[str]:
        """Return the periods whose forms were never put into the outboxes."""
        codes = [period.code for period in self.running]
        return [code for code in codes if not is_done(self.events, code, "forms")]

    def remindings(self) -> list[tuple[str, Reminding]]:
        """Return the reminders that are to go now, each with its period."""
        return [
            (period.code, reminding)
            for period in self.running
            for reminding in reminders_due(
                self.programme, period, self.standings[period.code], self.events, now=self.now
            )
        ]

    def overdue(self) -> tuple[Overdue, ...]:
        """Return the periods that are overdue."""
        found = (self._overdue(period.code) for period in self.running)
        return tuple(each for each in found if each)

    def _overdue(self, period: str) -> Overdue | None:
        standings = overdue_standings(self.standings[period], today=self.today)
        if not standings:
            return None
        deadline = max(each.deadline for each in standings)
        is_told = is_done(self.events, period, "overdue", day=deadline)
        return Overdue(period, deadline, tuple(each.region for each in standings), is_told)

    def publication(self) -> str | None:
        """Return the period that is to come out and whose publication was not stopped today.

        One about which nobody has reported is left alone: there is nothing to publish.
        """
        period = self.due
        if not period or is_done(self.events, period.code, "publication", day=self.today):
            return None
        is_reported = any(each.delivery for each in self.standings[period.code])
        return period.code if is_reported else None


def look(
    workspace: Workspace, settings: Settings, *, now: datetime, seen: Seen | None = None
) -> Seen:
    """Bring the warehouse up to the record, and return how everything stands by it.

    Args:
        workspace: where.
        settings: what it may cost.
        now: the moment.
        seen: what was seen at that moment; returned as it is if nothing has happened since.

    Raises:
        LockedError: the warehouse was in use for longer than we wait.
    """
    if seen and Journal(workspace.journal).head() == seen.last:
        return seen
    _bring_up(workspace, settings, now)
    return see(workspace, now=now)


def see(workspace: Workspace, *, now: datetime) -> Seen:
    """Return how everything stands by what the warehouse shows; takes no lock.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    journal = Journal(workspace.journal)
    with read_warehouse(workspace.warehouse) as connection:
        last = last_event(connection)
        programme = ArchivedProgrammes(journal, Blobs(workspace.blobs)).in_force_at(last)
        events = [journal.event(number) for number in range(1, last + 1)]
        today = now.astimezone(programme.zone).date()
        running = running_periods(programme, events, today)
        due = publication_due(programme, events, today)
        standings = {
            period.code: standings_of(connection, period, as_of=last)
            for period in (*running, *([due] if due else ()))
        }
    return Seen(last, now, programme, events, running, due, standings)


def _bring_up(workspace: Workspace, settings: Settings, now: datetime) -> None:
    """Work off the record."""

    def clock() -> datetime:
        return now

    limits = settings.limits()
    with (
        hold_warehouse(workspace, lock_seconds=settings.lock_seconds, clock=clock, limits=limits),
        start_worker(workspace, clock=clock, limits=limits, progress=be_silent) as worker,
    ):
        worker.work_off()
