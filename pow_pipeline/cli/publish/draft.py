"""`pow publish --draft`: a draft, which freezes figures for review."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pow_pipeline.cli.decide.deciding import user
from pow_pipeline.cli.options import print_json
from pow_pipeline.cli.publish.publishing import print_plausibility
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.publish.draft import Frozen


def freeze_draft(period: str, home: Path, *, by: str, as_json: bool) -> None:
    """Make a draft, and print its folder, the regions with pages, and the next step."""
    from pow_pipeline.jobs.publish.draft import publish_draft

    frozen = publish_draft(command_run(home), period, by=by or user())
    if as_json:
        _print_json(frozen)
    else:
        _print(frozen, home)


def _print_json(frozen: "Frozen") -> None:
    found = frozen.assessment
    print_json(
        frozen.made.model_dump(include={"period", "as_of", "figures", "by"}, mode="json")
        | {
            "is_new": frozen.is_new,
            "folder": frozen.folder,
            "given_to": frozen.given_to,
            "plausibility": found.outcome if found else None,
        }
    )


def _print(frozen: "Frozen", home: Path) -> None:
    period = frozen.made.period
    outcome = "is made" if frozen.is_new else "stands as it was made"
    print(f"the draft of {period} {outcome}, and nothing is published: {frozen.folder}")
    print_plausibility(frozen.assessment)
    if frozen.given_to:
        print(
            f"{len(frozen.given_to)} regions have their own pages of it in their outboxes: "
            f"draft-{period}"
        )
    at = f"--home {quote(str(home))}"
    if frozen.awaits_sign_off:
        print(f"Next, by another name: pow decide sign-off {period} --by NAME --why … {at}")
    else:
        print(f"Next, once it has been checked: pow publish {period} {at}")
