"""Flows with which an operator takes decisions from the Prefect server, one flow per decision.

A retried or restarted run, or two runs with the same arguments, take one decision. Erasing is only
possible on the command line, because it cannot be undone and the name of a delivery should be
copied rather than typed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from prefect import flow, get_run_logger

from flows.begin import open_flow_run, run_logs
from flows.notify import notifying
from pow_pipeline.jobs.decide import decide
from pow_pipeline.jobs.decide.answer import answer_query
from pow_pipeline.jobs.decide.map_activities import confirm_mapping, map_activity
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.jobs.engine.catch_up import advance
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.approve import approve
from pow_pipeline.jobs.publish.finality import finalise, reopen
from pow_pipeline.jobs.publish.sign_off import sign_off


@flow(name="decide-extend")
def decide_extend(
    *, region: str, period: str, until: date, by: str, why: str, home: str = ""
) -> None:
    """Give a region more time to report about a period.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        until: the last day that is on time, such as 2021-08-15.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: decide.extend(run, region, period, until=until, by=by, why=why),
    )


@flow(name="decide-exempt")
def decide_exempt(*, region: str, period: str, by: str, why: str, home: str = "") -> None:
    """Exempt a region from reporting about a period; it no longer counts in the reporting rate.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: decide.exempt(run, region, period, by=by, why=why),
    )


@flow(name="decide-final")
def decide_final(*, period: str, by: str, why: str, home: str = "") -> None:
    """Make a period final: its figures are no longer provisional.

    Args:
        period: the period, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: finalise(run, period, by=by, why=why),
    )


@flow(name="decide-reopen")
def decide_reopen(*, period: str, by: str, why: str, home: str = "") -> None:
    """Reopen a final period: its figures are provisional again, and may be revised.

    Args:
        period: the period, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; published with the figures, so name nobody.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: reopen(run, period, by=by, why=why),
    )


@flow(name="decide-withdraw")
def decide_withdraw(
    *, region: str, period: str, by: str, why: str, version: int | None = None, home: str = ""
) -> None:
    """Withdraw the report of a region for a period; the previous version is in force again.

    Args:
        region: the code of the region, such as AM12.
        period: the period, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        version: version to withdraw, such as 1; none: the one in force when the run starts.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: withdraw(run, region, period, by=by, why=why, version=version),
    )


@flow(name="decide-answer")
def decide_answer(
    *, delivery: str, rule: str, by: str, why: str, activity: str = "", home: str = ""
) -> None:
    """Record the answer to a query about a delivery; the query is closed.

    Args:
        delivery: the delivery, as its feedback names it.
        rule: the rule that asks, such as R-EXPLANATION-01.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        activity: the id of the activity, if the rule asks of many.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: answer_query(
            run, delivery, rule=rule, activity_id=activity, cell="", by=by, why=why
        ),
    )


@flow(name="decide-map-activities")
def decide_map_activities(
    *, region: str, period: str, proposal: str, by: str, why: str, home: str = ""
) -> None:
    """Confirm that the activities of a proposal are the same under other ids.

    Args:
        region: the code of the region, such as AM12.
        period: the first period in which they have their new ids, such as 2021-H1.
        proposal: the key of the proposal, as `pow decide map-activities` shows it with its pairs.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: confirm_mapping(run, region, period, key=proposal, by=by, why=why),
    )


@flow(name="decide-map-activity")
def decide_map_activity(
    *, region: str, old: str, new: str, period: str, by: str, why: str, home: str = ""
) -> None:
    """Decide that an activity continues under another id.

    Args:
        region: the code of the region, such as AM12.
        old: the id that it had.
        new: the id that it has.
        period: the first period in which it has the new id, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: map_activity(run, region, old, new, period=period, by=by, why=why),
    )


@flow(name="decide-approve")
def decide_approve(*, period: str, by: str, why: str, home: str = "") -> None:
    """Approve exactly the figures that the plausibility checks stopped.

    Args:
        period: the period, such as 2021-H1.
        by: person who decides; stored in the record.
        why: the reason; published with the figures, so name nobody.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: approve(run, period, by=by, why=why),
    )


@flow(name="decide-sign-off")
def decide_sign_off(*, period: str, by: str, why: str, home: str = "") -> None:
    """Sign off exactly the figures of a draft that another person made.

    Args:
        period: the period, such as 2021-H1.
        by: person who signs off; stored in the record.
        why: what was checked; stored in the record.
        home: the workspace; empty: that of the worker.
    """
    _take(
        home,
        lambda run: sign_off(run, period, by=by, why=why),
    )


@run_logs()
def _take(home: str, take: Callable[[Run], Any]) -> None:
    """Take a decision once, and apply it at once unless another process holds the warehouse.

    A run that has already taken its decision does not check the conditions again, because they may
    have changed: a publication that was stopped then may have been published since.
    """
    run = open_flow_run(home)
    before = decide.taken_by_run(run)
    with notifying(run):
        if not before:
            take(run)
        advance(run)
    taken = decide.taken_by_run(run)
    if taken and not before:
        get_run_logger().info("%s (event %d)", taken.sentence(), taken.number)
    else:
        get_run_logger().info("nothing has changed: the same was decided before")
