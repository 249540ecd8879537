"""Backfill: judging every period of a range again, and publishing anew what that changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pow_pipeline.errors import PublicationBlockedError, UsageError
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.require import asked_period
from pow_pipeline.jobs.publish.publish import Published, publish
from pow_pipeline.jobs.rerun.difference import Change
from pow_pipeline.jobs.rerun.rerun import JudgedAgain, rerun
from pow_pipeline.limits import WorkLimits
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.happened import happened_between
from pow_pipeline.warehouse.lookups.releases import latest_release, released
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Planned:
    """What a backfill would do about one period.

    Attributes:
        deliveries: how many would be judged again.
        changes: those that would be judged differently.
        release: its last release, which is made anew if its figures change; None for none.
        is_behind: whether something happened since that may have changed its figures already.
    """

    period: str
    deliveries: int
    changes: tuple[Change, ...]
    release: str | None
    is_behind: bool

    @property
    def is_anything(self) -> bool:
        """Whether there is something to do."""
        return bool(self.changes) or self.is_behind


@dataclass(frozen=True)
class Backfilled:
    """What a backfill came to.

    Attributes:
        planned: each period of the range, in order.
        is_done: whether it was done; else nothing was to be done, or it was not wanted.
        published: the releases that were made.
        stopped: by period, why it was not published.
        stale: later releases, outside the range, that compare with other figures than these.
    """

    planned: tuple[Planned, ...]
    is_done: bool = False
    published: tuple[str, ...] = ()
    stopped: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()


def backfill(
    workspace: Workspace,
    first: str,
    last: str,
    *,
    by: str,
    why: str,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm: Callable[[Sequence[Planned]], bool],
    progress: Progress = be_silent,
) -> Backfilled:
    """Judge every period from `first` to `last` again, and publish anew what that changes.

    Doing so again goes on where it was interrupted, and changes nothing once it is done.

    Args:
        workspace: where.
        first: the first period.
        last: the last period.
        by: who wants it.
        why: the reason.
        clock: the present moment.
        limits: how much is worked off at once.
        lock_seconds: how long to wait for another process.
        confirm: asked with what would be done about each period, if there is anything to do.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such periods, or there is no reason.
        LockedError: another process did not finish in time.
    """
    programme = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
    judge = partial(
        rerun,
        workspace,
        regions=(),
        by=by,
        why=why,
        clock=clock,
        limits=limits,
        lock_seconds=lock_seconds,
        progress=progress,
    )
    anew = partial(
        publish,
        workspace,
        clock=clock,
        limits=limits,
        lock_seconds=lock_seconds,
        confirm_revision=lambda _: True,
        progress=progress,
    )
    planned = tuple(
        _plan(workspace, period, judge(period=period, confirm=lambda _: False))
        for period in _asked_range(programme, first, last)
    )
    if not any(each.is_anything for each in planned) or not confirm(planned):
        return Backfilled(planned)
    for each in planned:
        if each.changes:
            judge(period=each.period, confirm=lambda _: True)
    return _publish(planned, anew)


def _asked_range(programme: Programme, first: str, last: str) -> list[str]:
    asked = [asked_period(programme, each).code for each in (first, last)]
    if asked[0] > asked[1]:
        raise UsageError(f"{first} comes after {last}; name the earlier period first")
    return [each.code for each in programme.periods if asked[0] <= each.code <= asked[1]]


def _plan(workspace: Workspace, period: str, again: JudgedAgain) -> Planned:
    with read_warehouse(workspace.warehouse) as connection:
        release = latest_release(released(connection), period)
        is_behind = bool(
            release and happened_between(connection, period, release.as_of, last_event(connection))
        )
    name = release.name if release else None
    return Planned(period, again.deliveries, again.changes, name, is_behind)


def _publish(planned: tuple[Planned, ...], anew: Callable[[str], Published]) -> Backfilled:
    """Publish each period that had been, the earlier first, since the later compare with it."""
    made: list[str] = []
    stopped: list[tuple[str, str]] = []
    stale: dict[str, None] = {}
    for each in planned:
        if each.release is None:
            continue
        try:
            published = anew(each.period)
        except PublicationBlockedError as error:  # it may not hold up the others
            stopped.append((each.period, str(error)))
            continue
        if published.is_new and published.release:
            made.append(published.release.name)
        stale |= dict.fromkeys(published.stale)
    last = planned[-1].period
    beyond = tuple(name for name in stale if name.rpartition(".")[0] > last)
    return Backfilled(planned, True, tuple(made), tuple(stopped), beyond)
