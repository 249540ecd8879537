"""Status: how a period stands, read from the warehouse without changing anything."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pow_pipeline.jobs.asked import asked_period
from pow_pipeline.jobs.embargo import in_words
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.overview import overview_of
from pow_pipeline.workspace import Workspace
from schemas.programme import Programme


@dataclass(frozen=True)
class Status:
    """How a period stands.

    Attributes:
        overview: see `warehouse.overview`.
        not_shown: how many events of the journal the warehouse does not show yet.
        opens: the day on which the period opens, if that is still to come.
        held_until: until when its last release is under embargo, in words.
    """

    programme: Programme
    overview: dict[str, Any]
    not_shown: int
    opens: date | None
    held_until: str


def status(workspace: Workspace, period: str | None, *, now: datetime) -> Status:
    """Return how `period` stands, or the latest period that has opened.

    Raises:
        UsageError: the programme has no such period.
        WarehouseError: nothing has been ingested yet.
    """
    journal = Journal(workspace.journal)
    programme = ArchivedProgrammes(journal, Blobs(workspace.blobs)).latest()
    asked = asked_period(programme, period or latest_opened(programme, now))
    with read_warehouse(workspace.warehouse) as connection:
        overview = overview_of(connection, asked.code)
    opens = asked.opens if asked.opens > now.astimezone(programme.zone).date() else None
    until = in_words(overview["embargo"], programme.zone) if overview["embargo"] else ""
    return Status(programme, overview, journal.head() - overview["event"], opens, until)


def latest_opened(programme: Programme, now: datetime) -> str:
    """Return the latest period that has opened, or the first one when none has."""
    today = now.astimezone(programme.zone).date()
    opened = [period.code for period in programme.periods if period.opens <= today]
    return opened[-1] if opened else programme.periods[0].code
