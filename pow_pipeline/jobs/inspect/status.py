"""Status of a period, taken from the warehouse without changing anything."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pow_pipeline.intake.receive import files_ignored
from pow_pipeline.jobs.engine.require import require_period_or_current
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.inspect.next_steps import NextStep, next_deadline, next_steps
from pow_pipeline.jobs.publish.embargo import in_words
from pow_pipeline.jobs.publish.plausibility import stopped_page
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.agenda import agenda_of
from pow_pipeline.warehouse.lookups.overview import overview_of
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Status:
    """Status of a period.

    Attributes:
        overview: see `warehouse.overview`, and the keys that `status` adds.
        not_shown: number of journal events not yet applied to the warehouse.
        opens: day on which the period opens; None if it has opened.
        held_until: end of the embargo of its last release, as text; '' without an embargo.
        next_steps: next steps for an operator, the most urgent first.
        ignored: files of other programs in the inbox, which are never received.
    """

    programme: Programme
    overview: dict[str, Any]
    not_shown: int
    opens: date | None
    held_until: str
    next_steps: tuple[NextStep, ...]
    ignored: tuple[Path, ...]


def status(run: Run, period: str | None) -> Status:
    """Return the status of a period; without one, of the latest period that has opened.

    The overview also has `last_run` (the last receipt or validation, and its age in seconds),
    `last_release` (its name and day of issue), `next_deadline`, `next` and `ignored`.

    Raises:
        UsageError: the programme has no such period.
        WarehouseError: nothing has been ingested yet.
    """
    workspace, programme, now = run.workspace, run.programme(), run.clock()
    today = now.astimezone(programme.zone).date()
    requested = require_period_or_current(programme, period, now)
    with read_warehouse(workspace.warehouse) as connection:
        overview = overview_of(connection, requested.code)
        as_of = overview["last_release"]["as_of"] if overview["last_release"] else None
        event = overview["event"]
        agenda = agenda_of(connection, requested.code, released_as_of=as_of, event=event)
    steps = next_steps(
        overview,
        agenda,
        requested,
        programme,
        today=today,
        home=workspace.home,
        stopped=stopped_page(workspace, requested.code),
    )
    deadline = next_deadline(overview, requested, today)
    ignored = files_ignored(workspace)
    overview |= {
        "next_deadline": asdict(deadline) if deadline else None,
        "last_run": _aged(overview["last_run"], now),
        "last_release": _issued(overview["last_release"], programme.zone),
        "next": [asdict(step) for step in steps],
        "ignored": ignored,
    }
    opens = requested.opens if requested.opens > today else None
    until = in_words(overview["embargo"], programme.zone) if overview["embargo"] else ""
    not_shown = run.journal.head() - event
    return Status(programme, overview, not_shown, opens, until, tuple(steps), tuple(ignored))


def fingerprint(run: Run) -> Hashable:
    """Return a cheap fingerprint of the state of the workspace and the day.

    Of the database file only the mtime is used, because opening it could wait for a batch.
    """
    warehouse = run.workspace.warehouse
    written = warehouse.stat().st_mtime_ns if warehouse.exists() else 0
    zone = run.programme().zone
    return run.journal.head(), written, run.clock().astimezone(zone).date()


def _aged(run: dict[str, Any] | None, now: datetime) -> dict[str, Any] | None:
    if run is None:
        return None
    at = run["at"].replace(tzinfo=UTC)
    return run | {"at": at.isoformat(), "age_seconds": int((now - at).total_seconds())}


def _issued(release: dict[str, Any] | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if release is None:
        return None
    day = release["issued"].replace(tzinfo=UTC).astimezone(zone).date()
    return {"name": release["name"], "issued": day}
