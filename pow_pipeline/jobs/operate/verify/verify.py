"""The job of `pow verify`: checks everything that must hold, a share of the bytes at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pow_pipeline.errors import LockedError, PowError, UsageError, WorkspaceError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import VERIFY_RECORD, VERIFY_RELEASES, VERIFY_WAREHOUSE
from pow_pipeline.jobs.operate.verify.deliveries import check_deliveries
from pow_pipeline.jobs.operate.verify.machine import check_machine
from pow_pipeline.jobs.operate.verify.published import check_releases, check_warehouse
from pow_pipeline.logs import run_of
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.record.integrity import alarm_of, examine_record
from pow_pipeline.record.lock import RECORD_LOCK
from pow_pipeline.warehouse.lock import holder_of

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


@run_of("verify")
def check_everything(run: Run, *, share: float, is_compared: bool = True) -> Health:
    """Verify the record, the warehouse, the releases and the machine; repair nothing.

    The whole hash chain of the journal is verified, and every blob that it refers to must exist.
    Events that other processes append while the lock is held are processed afterwards.

    Args:
        run: the run.
        share: share of the blobs and older releases to hash again, above 0 and at most 1. The day
            determines which ones, so that 0.1 covers all of them in ten days.
        is_compared: whether to compare the warehouse, and the figures of the current releases in
            the share of the day, with a rebuild from the journal.

    Raises:
        UsageError: the share is out of range.
    """
    is_due = due_on(run.clock().date(), share)
    most = run.settings.waiting_minutes * 60
    record = run.stage(
        VERIFY_RECORD,
        lambda: examine_record(run.journal, run.blobs, is_due=is_due, progress=run.progress),
    )
    problems = [
        *record.problems,
        *_or_why_not("record", lambda: check_deliveries(run, most)),
        *_check_under_lock(run, is_due, is_compared=is_compared),
        *_or_why_not("machine", lambda: check_machine(run.workspace, most)),
    ]
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


def _check_under_lock(run: Run, is_due: Callable[[str], bool], *, is_compared: bool) -> list[Alarm]:
    """Check, under the lock, what a run in progress could change."""
    workspace = run.workspace
    try:
        workspace.lock(RECORD_LOCK)
        with hold_warehouse(run):
            warehouse = run.stage(
                VERIFY_WAREHOUSE,
                lambda: _or_why_not(
                    "warehouse", lambda: check_warehouse(run, is_compared=is_compared)
                ),
            )
            is_compared = is_compared and not warehouse
            releases = run.stage(
                VERIFY_RELEASES,
                lambda: _or_why_not(
                    "releases", lambda: check_releases(run, is_due, is_compared=is_compared)
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
