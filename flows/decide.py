"""The flows by which an operator lays something down from the Prefect server: one a decision.

Taking the same decision again changes nothing. Erasing is left to the command line: what it does
cannot be undone, and its name for a delivery is better copied than typed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from prefect import flow, get_run_logger

from flows.begin import run_logs
from flows.handing_over import telling_others
from pow_pipeline.jobs import decide
from pow_pipeline.jobs.approve import approve
from pow_pipeline.jobs.explain import explain
from pow_pipeline.jobs.ingest import advance
from pow_pipeline.jobs.sign_off import sign_off
from pow_pipeline.jobs.withdraw import withdraw
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings, read_settings
from pow_pipeline.workspace import Workspace, open_workspace


@flow(name="decide-extend")
def decide_extend(
    *, region: str, period: str, until: date, by: str, why: str, home: str = ""
) -> None:
    """Give a region more time to report about a period.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        until: the last day that is on time, such as 2021-08-15.
        by: who decides; it is kept in the record.
        why: the reason; it is kept in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: decide.extend(
            workspace, region, period, until=until, by=by, why=why, now=settings.clock()
        ),
    )


@flow(name="decide-exempt")
def decide_exempt(*, region: str, period: str, by: str, why: str, home: str = "") -> None:
    """Expect no report of a region about a period; it leaves the reporting rate.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        by: who decides; it is kept in the record.
        why: the reason; it is kept in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: decide.exempt(
            workspace, region, period, by=by, why=why, now=settings.clock()
        ),
    )


@flow(name="decide-final")
def decide_final(*, period: str, by: str, why: str, home: str = "") -> None:
    """Make a period final: its figures are no longer provisional.

    Args:
        period: the period, such as 2021-H1.
        by: who decides; it is kept in the record.
        why: the reason; it is kept in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: decide.finalise(
            workspace, period, by=by, why=why, now=settings.clock()
        ),
    )


@flow(name="decide-withdraw")
def decide_withdraw(*, region: str, period: str, by: str, why: str, home: str = "") -> None:
    """Withdraw the report of a region for a period; the version before it counts again.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        by: who decides; it is kept in the record.
        why: the reason; it is kept in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: withdraw(
            workspace,
            region,
            period,
            version=None,
            all_versions=False,
            by=by,
            why=why,
            clock=settings.clock,
        ),
    )


@flow(name="decide-explain")
def decide_explain(
    *, delivery: str, rule: str, by: str, why: str, activity: str = "", home: str = ""
) -> None:
    """Answer a query about a delivery; it is no longer open.

    Args:
        delivery: the delivery, as its feedback names it.
        rule: the rule that asks, such as R-EXPLANATION-01.
        by: who decides; it is kept in the record.
        why: the reason; it is kept in the record.
        activity: the id of the activity, if the rule asks of many.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: explain(
            workspace,
            delivery,
            rule=rule,
            activity_id=activity,
            cell="",
            by=by,
            why=why,
            now=settings.clock(),
        ),
    )


@flow(name="decide-approve")
def decide_approve(*, period: str, by: str, why: str, home: str = "") -> None:
    """Let a publication through that was stopped, with exactly the figures that it had.

    Args:
        period: the period, such as 2021-H1.
        by: who decides; it is kept in the record.
        why: the reason; it is published with the figures, so name nobody.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: approve(
            workspace,
            period,
            by=by,
            why=why,
            clock=settings.clock,
            limits=settings.limits(),
            lock_seconds=settings.lock_seconds,
        ),
    )


@flow(name="decide-sign-off")
def decide_sign_off(*, period: str, by: str, why: str, home: str = "") -> None:
    """Stand for exactly the figures of the concept of a period, made by somebody else.

    Args:
        period: the period, such as 2021-H1.
        by: who stands for them; it is kept in the record.
        why: what was checked; it is kept in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda workspace, settings: sign_off(
            workspace, period, by=by, why=why, now=settings.clock()
        ),
    )


@run_logs()
def _take(home: str, decision: Callable[[Workspace, Settings], Any]) -> None:
    """Take a decision, and let it count at once unless another process is at work."""
    settings = read_settings()
    workspace = open_workspace(settings.workspace(home))
    with telling_others(workspace, settings):
        decision(workspace, settings)
        advance(workspace, clock=settings.clock, limits=settings.limits())
    head = Journal(workspace.journal).head()
    get_run_logger().info("taken; the last event of the record is %d", head)
