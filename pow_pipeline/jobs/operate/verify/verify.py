"""Verifies everything that must hold in a workspace, a share of the bytes at a time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pow_pipeline.errors import LockedError, PowError, UsageError, WorkspaceError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.operate.verify.deliveries import look_at_deliveries
from pow_pipeline.jobs.operate.verify.machine import look_at_machine
from pow_pipeline.jobs.operate.verify.published import look_at_releases, look_at_warehouse
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Alarm
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.integrity import alarm_of, examine_record
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import RECORD_LOCK
from pow_pipeline.warehouse.lock import holder_of
from pow_pipeline.workspace import Workspace

_DIGITS: Final = 8


@dataclass(frozen=True)
class Health:
    """Result of a verification.

    Attributes:
        events: number of events in the record.
        blobs: number of blobs in the record.
        hashed: number of blobs that were hashed again.
        problems: one alarm per problem.
    """

    events: int
    blobs: int
    hashed: int
    problems: tuple[Alarm, ...]


def look_at_everything(
    workspace: Workspace,
    *,
    share: float,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    waiting_minutes: float,
    is_compared: bool = True,
    progress: Progress = be_silent,
) -> Health:
    """Verify the record, the warehouse, the releases and the machine; repair nothing.

    The whole hash chain of the journal is verified, and every blob that it refers to must exist.
    Events that other processes append while the lock is held are processed afterwards.

    Args:
        workspace: the workspace.
        share: share of the blobs and older releases to hash again, above 0 and at most 1. The day
            determines which ones, so that 0.1 covers all of them in ten days.
        clock: returns the current time.
        limits: limits for processing events that are pending after the verification.
        lock_seconds: how long to wait for another process.
        waiting_minutes: how long a file may wait to be received or validated.
        is_compared: whether to compare the warehouse, and the figures of the current releases in
            the share of the day, with a rebuild from the journal.
        progress: called with the progress of each step.

    Raises:
        UsageError: the share is out of range.
    """
    is_due = due_on(clock().date(), share)
    most = waiting_minutes * 60
    record = examine_record(
        Journal(workspace.journal),
        Blobs(workspace.blobs),
        is_due=is_due,
        progress=lambda done, total: progress("record", done, total),
    )
    problems = [*record.problems]
    problems += _or_why_not("record", lambda: look_at_deliveries(workspace, clock(), most))
    problems += _look_under_lock(
        workspace,
        is_due,
        lambda: hold_warehouse(workspace, clock=clock, limits=limits, lock_seconds=lock_seconds),
        is_compared=is_compared,
    )
    problems += _or_why_not("machine", lambda: look_at_machine(workspace, most))
    named: dict[tuple[str, str], Alarm] = {}
    for problem in problems:  # checks that failed for the same reason are one problem
        named.setdefault((problem.where, problem.found), problem)
    return Health(record.events, record.blobs, record.hashed, tuple(named.values()))


def due_on(day: date, share: float) -> Callable[[str], bool]:
    """Return a function that tells whether the bytes with a given hash are due on a day.

    Raises:
        UsageError: the share is above 1, or so small that no hash would ever be due.
    """
    if not 16**-_DIGITS <= share <= 1:
        raise UsageError(f"--share {share:g}: write a part of the whole, such as 0.1; 1 is all")
    parts = round(1 / share)
    return lambda sha256: int(sha256[:_DIGITS], 16) % parts == day.toordinal() % parts


def _look_under_lock(
    workspace: Workspace,
    is_due: Callable[[str], bool],
    hold: Callable[[], AbstractContextManager[None]],
    *,
    is_compared: bool,
) -> list[Alarm]:
    """Check, under the lock, what a run in progress could change."""
    try:
        workspace.lock(RECORD_LOCK)
        with hold():
            warehouse = _or_why_not(
                "warehouse", lambda: look_at_warehouse(workspace, is_compared=is_compared)
            )
            releases = _or_why_not(
                "releases",
                lambda: look_at_releases(
                    workspace, is_due, is_compared=is_compared and not warehouse
                ),
            )
            return [*warehouse, *releases]
    except LockedError:
        holder = holder_of(workspace)
        found = f"held by process {holder} for longer than we wait"
        remedy = f"see what it does (ps -p {holder}), and end it if it hangs; the next run goes on"
        return [Alarm("lock", str(workspace.locks), found, "free before long", remedy)]
    except WorkspaceError as error:
        return [alarm_of("lock", error, expected="a file to lock")]


def _or_why_not(code: str, look: Callable[[], Iterator[Alarm]]) -> list[Alarm]:
    """Return the alarms of a check, or one alarm if it fails, so that other checks still run."""
    try:
        return list(look())
    except PowError as error:
        return [alarm_of(code, error, expected="it can be looked at")]
