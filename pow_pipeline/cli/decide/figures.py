"""The commands of `pow decide` about the figures of a period: final, reopen, approve, sign-off."""

from pathlib import Path

from pow_pipeline.cli.decide.deciding import By, PublicWhy, Why, print_decision, run_decision, user
from pow_pipeline.cli.options import Home, Json


def final(
    period: str, /, *, why: Why, by: By = "", home: Home = Path(), as_json: Json = False
) -> None:
    """Make the figures of a period final; until then they are provisional.

    Example: pow decide final 2021-H1 --why "all corrections are in" --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.decide.effects import was_published
    from pow_pipeline.jobs.publish.finality import finalise

    decided, run = run_decision(home, lambda run: finalise(run, period, by=by or user(), why=why))
    print_decision(decided, home, as_json=as_json)
    if not as_json and not was_published(run, period):
        print(f"{period} has never been published; its first release will be final")


def reopen(
    period: str, /, *, why: PublicWhy, by: By = "", home: Home = Path(), as_json: Json = False
) -> None:
    """Reopen a final period: its figures are provisional again and can be revised.

    The next release shows the reason. Make the period final again after that release.

    Example: pow decide reopen 2021-H1 --why "a region had left activities out" --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish.finality import reopen as run_reopen

    decided, _ = run_decision(home, lambda run: run_reopen(run, period, by=by or user(), why=why))
    print_decision(decided, home, as_json=as_json)


def approve(
    period: str, /, *, why: PublicWhy, by: By = "", home: Home = Path(), as_json: Json = False
) -> None:
    """Approve figures that the plausibility checks stopped.

    The approval covers only these figures and these findings; if either changes, the publication
    is stopped again. A failed check that shows a bug cannot be approved.

    Example: pow decide approve 2021-H1 --why "checked with AM12" --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish.approve import approve as run_approve

    decided, _ = run_decision(home, lambda run: run_approve(run, period, by=by or user(), why=why))
    print_decision(decided, home, as_json=as_json)


def sign_off(
    period: str, /, *, why: Why, by: By = "", home: Home = Path(), as_json: Json = False
) -> None:
    """Sign off the figures of a draft that another person made.

    If the programme requires a sign-off, only the figures that were signed off can be published.

    Example: pow decide sign-off 2021-H1 --by Bakker --why "regions have checked it" --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish.sign_off import sign_off as run_sign_off

    decided, _ = run_decision(home, lambda run: run_sign_off(run, period, by=by or user(), why=why))
    print_decision(decided, home, as_json=as_json)
