"""`pow decide …`: decisions of an operator, each with a name and a reason."""

from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import App, Parameter

from pow_pipeline.cli.decide.deciding import By, Why, print_decision, run_decision, user
from pow_pipeline.cli.decide.figures import approve, final, reopen, sign_off
from pow_pipeline.cli.decide.mapping import map_activities, map_activity
from pow_pipeline.cli.decide.withdrawing import show_withdrawn
from pow_pipeline.cli.options import Home, Json
from pow_pipeline.cli.running import command_run

decide = App(name="decide", help="Record a decision, with who took it and why.")
for _command in (final, reopen, approve, sign_off, map_activities, map_activity):
    decide.command(_command)


@decide.command
def withdraw(
    region: str,
    period: str,
    /,
    *,
    why: Why,
    by: By = "",
    version: Annotated[
        int | None, Parameter(help="Version to withdraw; by default the one in force.")
    ] = None,
    all_versions: Annotated[
        bool, Parameter(name="--all", negative="", help="Withdraw every version of the report.")
    ] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Withdraw the report of a region for a period; the previous version is in force again.

    Repeating the command changes nothing until a newer version is accepted. Use --version to
    withdraw an earlier version.

    Example: pow decide withdraw AM12 2021-H1 --why "sent by mistake" --home work

    Args:
        region: The code of the region.
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.decide.withdraw import withdraw as run_withdraw

    done, _ = run_decision(
        home,
        lambda run: run_withdraw(
            run,
            region,
            period,
            version=version,
            all_versions=all_versions,
            by=by or user(),
            why=why,
        ),
    )
    is_default = version is None and not all_versions
    show_withdrawn(done, region, period, home, is_default=is_default, as_json=as_json)


@decide.command
def answer(
    delivery: str,
    /,
    *,
    rule: Annotated[str, Parameter(help="Rule of the query, such as R-EXPLANATION-01.")],
    why: Annotated[str, Parameter(help="The answer; stored in the record.")],
    activity: Annotated[
        str, Parameter(help="Id of the activity, if the rule has queries about several.")
    ] = "",
    cell: Annotated[str, Parameter(help="Cell, if the rule has queries about several.")] = "",
    by: By = "",
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Record the answer to a query about a delivery; the query is closed.

    Example: pow decide answer AM12-41-7 --rule R-EXPLANATION-01 --why "by telephone" --home work

    Args:
        delivery: Name of the delivery, as in its feedback.
    """
    from pow_pipeline.jobs.decide.answer import answer_query

    decided, _ = run_decision(
        home,
        lambda run: answer_query(
            run,
            delivery,
            rule=rule,
            activity_id=activity,
            cell=cell,
            by=by or user(),
            why=why,
        ),
    )
    print_decision(decided, home, as_json=as_json)


@decide.command
def extend(
    region: str,
    period: str,
    /,
    *,
    until: Annotated[
        str, Parameter(help="Last day on which the report is on time, such as 2021-08-15.")
    ],
    why: Why,
    by: By = "",
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Give a region more time to report about a period.

    Example: pow decide extend AM12 2021-H1 --until 2021-08-15 --why "illness" --home work

    Args:
        region: The code of the region.
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.decide.decide import extend as run_extend
    from pow_pipeline.jobs.decide.effects import refused_as_closed
    from pow_pipeline.jobs.engine.require import require_day

    day = require_day(until)
    decided, run = run_decision(
        home,
        lambda run: run_extend(run, region, period, until=day, by=by or user(), why=why),
    )
    print_decision(decided, home, as_json=as_json)
    if not as_json:
        for delivery in refused_as_closed(run, decided[0]):
            print(
                f"{delivery} was rejected, and arrived after the period had closed. To validate it "
                f'again: pow rerun {period} --why "…" --home {quote(str(home))}; or let {region} '
                "send it again"
            )


@decide.command
def exempt(
    region: str,
    period: str,
    /,
    *,
    why: Why,
    by: By = "",
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Exempt a region from reporting about a period; it no longer counts in the reporting rate.

    Example: pow decide exempt AM12 2021-H1 --why "merged with AM13" --home work

    Args:
        region: The code of the region.
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.decide.decide import exempt as run_exempt
    from pow_pipeline.jobs.decide.effects import report_in_force

    decided, run = run_decision(
        home, lambda run: run_exempt(run, region, period, by=by or user(), why=why)
    )
    print_decision(decided, home, as_json=as_json)
    report = report_in_force(run, region, period)
    if report and not as_json:
        print(
            f"Its report counts: the activities of version {report.version} ({report.delivery}) "
            f"stay in the figures, while {region} leaves the reporting rate.\n"
            f"To take them out: pow decide withdraw {region} {period} --all"
        )


@decide.command
def erase(
    delivery: str,
    /,
    *,
    why: Why,
    by: By = "",
    yes: Annotated[bool, Parameter(negative="", help="Erase without asking.")] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Erase the contents of a delivery, and of all deliveries with the same bytes, permanently.

    Shows first what would be erased, and copies that it cannot erase: back-ups, releases and
    uploads. The record keeps the fact that the delivery arrived, and why it was erased.

    Example: pow decide erase AM12-41-7 --why "a name"

    Args:
        delivery: Name of the delivery, as in its feedback.
    """
    from pow_pipeline.cli.decide.erasing import is_confirmed, show_erased
    from pow_pipeline.jobs.decide.decide import refuse_no_reason
    from pow_pipeline.jobs.decide.erase import erase as run_erase

    refuse_no_reason(why)
    if not is_confirmed(command_run(home), delivery, yes=yes):
        print("nothing is erased")
        return
    result, _ = run_decision(home, lambda run: run_erase(run, delivery, by=by or user(), why=why))
    show_erased(result, as_json=as_json)
