"""Final periods: finalises and reopens a period, and refuses changed figures in between.

A decision makes the figures final as of its event. Until the period is reopened, no release of that
period or a later one may show other figures for it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from shlex import quote
from typing import Final

from pow_pipeline.durable import remove_tree
from pow_pipeline.errors import PublicationBlockedError, UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, last_of, refuse_no_reason
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.staging import Revision
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.comparison import compare_figures
from pow_pipeline.publication.files.release import DATABASE, RESTRICTED, ReleasePlan
from pow_pipeline.publication.files.snapshot import stage_as_of
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.record.decisions import Finalised, Reopened
from pow_pipeline.record.events import Event
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.final import final_periods, is_touched
from pow_pipeline.workspace import Workspace

_SHOWN: Final = 3
# Columns that may change after a period is final: open queries, and which regions sent any file.
_ONGOING: Final = frozenset({"flag", "open_queries", "received"})


def finalise(run: Run, period: str, *, by: str, why: str) -> tuple[Finalised, bool]:
    """Decide that the figures of a period are no longer provisional.

    Raises:
        UsageError: the programme has no such period, or it has not opened yet.
    """
    refuse_no_reason(why)
    programme = run.programme()
    requested = require_period(programme, period)
    if run.clock().astimezone(programme.zone).date() < requested.opens:
        message = (
            f"{period} opens on {requested.opens}; there are no figures yet that could be final. "
            "Make it final after it was published"
        )
        raise UsageError(message)

    def reopened(events: Sequence[Event]) -> int:
        last = last_of(Reopened, events, lambda it: it.period == period)
        return last.number if last else 0

    def propose(events: Sequence[Event]) -> Finalised:
        last = _last_about(events, period)
        if isinstance(last, Finalised):
            return last
        return Finalised(at=run.clock(), by=by, why=why, period=period)

    return decide(run, Request(Finalised, by, why, (period,), reopened), propose)


def reopen(run: Run, period: str, *, by: str, why: str) -> tuple[Reopened, bool]:
    """Decide that the figures of a final period are provisional again and may be revised.

    Raises:
        UsageError: the programme has no such period, or it was never final.
    """
    refuse_no_reason(why)
    require_period(run.programme(), period)

    def finalised(events: Sequence[Event]) -> int:
        last = last_of(Finalised, events, lambda it: it.period == period)
        return last.number if last else 0

    def propose(events: Sequence[Event]) -> Reopened:
        last = _last_about(events, period)
        if last is None:
            raise UsageError(f"{period} is not final, so it can be published as it stands")
        if isinstance(last, Reopened):
            return last
        return Reopened(at=run.clock(), by=by, why=why, period=period)

    return decide(run, Request(Reopened, by, why, (period,), finalised), propose)


def refuse_other_final_figures(
    workspace: Workspace,
    staged: Path,
    plan: ReleasePlan,
    revision: Revision | None,
    before: Release | None,
) -> None:
    """Stop a publication in which figures of a final period differ from those made final.

    Args:
        workspace: the workspace; its warehouse shows the state at event `plan.as_of`.
        staged: the folder of the staged release.
        plan: the release to be made.
        revision: differences from the previous release; None for a first version.
        before: the previous release of the same period; None without one.

    Raises:
        PublicationBlockedError: figures differ; the message names some and says how to reopen the
            period.
    """
    final, touched = _final_by(workspace, plan)
    differing = [
        figure
        for period in touched
        for figure in _since_final(workspace, staged, period, final[period])
    ]
    if before and revision:
        known = {period for period, event in final.items() if event <= before.as_of}
        differing += [figure for figure in revision.figures if figure.period in known]
    differing = [figure for figure in differing if _is_other(figure)]
    if differing:
        raise PublicationBlockedError(_describe(workspace, plan.period, differing))


def _final_by(workspace: Workspace, plan: ReleasePlan) -> tuple[dict[str, int], list[str]]:
    """Return the final periods that a release shows, and those of them affected by later events.

    The final periods are mapped to the number of the event that made each of them final.
    """
    with read_warehouse(workspace.warehouse) as connection:
        events = final_periods(connection)
        final = {period: event for period, event in events.items() if period <= plan.period}
        touched = [
            period
            for period, event in final.items()
            if is_touched(connection, period, event, plan.as_of)
        ]
    return final, touched


def _last_about(events: Iterable[Event], period: str) -> Finalised | Reopened | None:
    about = [
        event
        for event in events
        if isinstance(event, Finalised | Reopened) and event.period == period
    ]
    return about[-1] if about else None


def _since_final(
    workspace: Workspace, staged: Path, period: str, event: int
) -> list[RevisedFigure]:
    """Return the figures of a period that differ from those at the event that made it final."""
    aside = staged.with_name(".final")
    try:
        then = aside / DATABASE
        stage_as_of(workspace.warehouse, then, period=period, as_of=event)
        return compare_figures(then, staged / RESTRICTED / DATABASE, period=period)
    finally:
        remove_tree(aside)


def _is_other(figure: RevisedFigure) -> bool:
    """Return whether a difference violates finality.

    Columns that may still change are ignored, and so is a row of zeros that a new code adds or an
    old code removes.
    """
    is_row_of_zeros = not figure.number and not figure.number_before
    is_new_or_gone = figure.number is None or figure.number_before is None
    return not ({*figure.changed} <= _ONGOING or (is_row_of_zeros and is_new_or_gone))


def _describe(workspace: Workspace, period: str, differing: Sequence[RevisedFigure]) -> str:
    periods = sorted({figure.period for figure in differing})
    home = f"--home {quote(str(workspace.home))}"
    shown = sorted(differing, key=lambda figure: figure.scope != "programme")[:_SHOWN]
    lines = [f"    {_in_words(figure)}" for figure in shown]
    more = len(differing) - len(shown)
    lines += [f"    and {more} more"] if more else []
    commands = [f"    pow decide reopen {final} --why … {home}" for final in periods]
    verb = "is final, and its" if len(periods) == 1 else "are final, and their"
    which = f"{', '.join(periods)} {verb}"
    return "\n".join(
        [
            f"{period} is not published: {which} figures differ from those that were made final.",
            *lines,
            "  to publish them as a revision, with the reason (it is published):",
            *commands,
            f"  or take back what came since; see what differs: pow diff {period} {home}",
        ]
    )


def _in_words(figure: RevisedFigure) -> str:
    about = (figure.period, figure.region_code, figure.category, figure.status, figure.detail)
    subject = " ".join(part for part in about if part)
    numbers = f"{_shown(figure.number_before)} → {_shown(figure.number)}"
    return f"{figure.summary} {subject}: {numbers} ({', '.join(figure.changed)})"


def _shown(number: int | None) -> str:
    return "no row" if number is None else str(number)
