"""Validates every period of a range again, and publishes the periods that this changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pow_pipeline.errors import PublicationBlockedError, UsageError
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.publish import publish
from pow_pipeline.jobs.rerun.difference import Change
from pow_pipeline.jobs.rerun.rerun import Revalidated, rerun
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.figure_changes import figure_changes_between
from pow_pipeline.warehouse.lookups.releases import latest_release, released
from pow_pipeline.warehouse.shown import last_event
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Planned:
    """Plan of a backfill for one period.

    Attributes:
        deliveries: number of deliveries to validate again.
        changes: deliveries whose validation result would change.
        release: name of its last release, to be replaced if its figures change; None without one.
        is_behind: whether later events may already have changed the figures of that release.
    """

    period: str
    deliveries: int
    changes: tuple[Change, ...]
    release: str | None
    is_behind: bool

    @property
    def is_anything(self) -> bool:
        """Whether the backfill would do anything for this period."""
        return bool(self.changes) or self.is_behind


@dataclass(frozen=True)
class Backfilled:
    """Result of a backfill.

    Attributes:
        planned: the plan of each period of the range, in order.
        is_done: whether the backfill ran; if not, there was nothing to do or it was declined.
        published: names of the new releases.
        stopped: pairs of a period and the reason why it was not published.
        stale: names of releases after the range that compare with outdated figures.
    """

    planned: tuple[Planned, ...]
    is_done: bool = False
    published: tuple[str, ...] = ()
    stopped: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()


def backfill(
    run: Run,
    first: str,
    last: str,
    *,
    by: str,
    why: str,
    confirm: Callable[[Sequence[Planned]], bool],
) -> Backfilled:
    """Validate every period from `first` to `last` again, and publish the periods that change.

    An interrupted backfill continues when it is run again. A completed one has no further effect.

    Args:
        run: the run.
        first: code of the first period.
        last: code of the last period.
        by: name of the person who requests it.
        why: the reason.
        confirm: called with the plan if there is anything to do; returns whether to go ahead.

    Raises:
        UsageError: the programme has no such periods, or the reason is missing.
        LockedError: another process held the warehouse lock for too long.
    """
    validate = partial(rerun, run, regions=(), by=by, why=why)
    planned = tuple(
        _plan(run, period, validate(period=period, confirm=lambda _: False))
        for period in _require_periods(run.programme(), first, last)
    )
    if not any(plan.is_anything for plan in planned) or not confirm(planned):
        return Backfilled(planned)
    for plan in planned:
        if plan.changes:
            validate(period=plan.period, confirm=lambda _: True)
    return _publish(run, planned)


def _require_periods(programme: Programme, first: str, last: str) -> list[str]:
    begin, end = (require_period(programme, code).code for code in (first, last))
    if begin > end:
        raise UsageError(f"{first} comes after {last}; name the earlier period first")
    return [period.code for period in programme.periods if begin <= period.code <= end]


def _plan(run: Run, period: str, again: Revalidated) -> Planned:
    with read_warehouse(run.workspace.warehouse) as connection:
        release = latest_release(released(connection), period)
        is_behind = bool(
            release
            and figure_changes_between(connection, period, release.as_of, last_event(connection))
        )
    name = release.name if release else None
    return Planned(period, again.deliveries, again.changes, name, is_behind)


def _publish(run: Run, planned: tuple[Planned, ...]) -> Backfilled:
    """Publish each period that has a release, in order, because later ones compare with it."""
    made: list[str] = []
    stopped: list[tuple[str, str]] = []
    stale: dict[str, None] = {}
    for plan in planned:
        if plan.release is None:
            continue
        try:
            published = publish(run, plan.period, confirm_revision=lambda _: True)
        except PublicationBlockedError as error:  # one period must not block the others
            stopped.append((plan.period, str(error)))
            continue
        if published.is_new and published.release:
            made.append(published.release.name)
        stale |= dict.fromkeys(published.stale)
    last = planned[-1].period
    beyond = tuple(name for name in stale if name.rpartition(".")[0] > last)
    return Backfilled(planned, True, tuple(made), tuple(stopped), beyond)
