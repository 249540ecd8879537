"""`pow decide map-activities` and `map-activity`: activities that continue under other ids."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.decide.deciding import By, Why, print_decision, run_decision, user
from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pow_pipeline.model.regions import Proposal

_CHANGED: Final = 2


def map_activities(
    region: str,
    period: str,
    /,
    *,
    proposal: Annotated[
        str, Parameter(help="Key of the proposal to confirm; without it, proposals are shown.")
    ] = "",
    why: Annotated[str, Parameter(help="The reason; stored in the record.")] = "",
    by: By = "",
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Show activities that seem to have another id, or confirm that they are the same.

    Only the pairs shown with the key are confirmed. If the proposal has changed since, the new one
    is shown and nothing is confirmed.

    Example: pow decide map-activities AM12 2021-H1 --home work

    Example: pow decide map-activities AM12 2021-H1 --proposal 3f0c9a51d2e7 --why "by telephone"

    Args:
        region: The code of the region.
        period: First period with the new ids.
    """
    from pow_pipeline.jobs.decide.map_activities import (
        ProposalError,
        confirm_mapping,
        open_mappings,
    )

    if not proposal:
        _show(open_mappings(command_run(home), region, period), home, as_json=as_json)
        return 0
    try:
        decided, _ = run_decision(
            home,
            lambda run: confirm_mapping(
                run, region, period, key=proposal, by=by or user(), why=why
            ),
        )
    except ProposalError as error:
        if not as_json:
            print(error)
        _show(error.proposals, home, as_json=as_json)
        return _CHANGED
    sentence = f"the activities of proposal {proposal} are mapped"
    print_decision(decided, home, as_json=as_json, sentence=sentence)
    return 0


def map_activity(
    region: str,
    old: str,
    new: str,
    /,
    *,
    period: Annotated[str, Parameter(help="First period with the new id.")],
    why: Why,
    by: By = "",
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Decide that an activity continues under another id, like a line in mappings.csv.

    To reverse it, swap the two ids.

    Example: pow decide map-activity AM12 AM12-001 1 --period 2021-H1 --why "by phone" --home work

    Args:
        region: The code of the region.
        old: The old id.
        new: The new id.
    """
    from pow_pipeline.jobs.decide.map_activities import map_activity as run_map_activity

    decided, _ = run_decision(
        home,
        lambda run: run_map_activity(
            run, region, old, new, period=period, by=by or user(), why=why
        ),
    )
    sentence = f"{old} of {region} is {new} from {period} on"
    print_decision(decided, home, as_json=as_json, sentence=sentence)


def _show(proposals: "Sequence[Proposal]", home: Path, *, as_json: bool) -> None:
    """Print proposals, the answers of the region, and how to confirm them."""
    from dataclasses import asdict

    if as_json:
        print_json([asdict(proposal) | {"key": proposal.key} for proposal in proposals])
        return
    for proposal in proposals:
        _print(proposal, home)


def _print(proposal: "Proposal", home: Path) -> None:
    from pow_pipeline.cli.rows import print_rows

    print_rows(
        ("before", "now", "name"),
        [(pair.old, pair.new, pair.label) for pair in proposal.pairs],
        all_with="--json",
    )
    if proposal.answer:
        print(f"The region says: {proposal.answer}")
    where = f"--home {quote(str(home))}"
    confirm = f"pow decide map-activities {proposal.region_code} {proposal.period}"
    print(f'These are the same: {confirm} --proposal {proposal.key} --why "…" {where}')
    refuse = f"pow decide answer {proposal.delivery} --rule {proposal.rule}"
    print(f'These are others: {refuse} --why "…" {where}')
