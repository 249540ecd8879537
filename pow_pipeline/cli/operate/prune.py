"""`pow prune`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.decide.deciding import By, user
from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def prune(
    *,
    keep: Annotated[int, Parameter(help="Number of latest releases to keep whole.")],
    home: Home = Path(),
    yes: Annotated[
        bool, Parameter(negative="", help="Remove them; by default they are only shown.")
    ] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Show which releases can be reduced to their manifests, and with --yes do so.

    The latest release of each period and all manifests are always kept. Removed files can be made
    again with: pow publish PERIOD --as-of EVENT.

    Example: pow prune --keep 12 --home work

    Example: pow prune --keep 12 --yes --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.prune import prune as run_prune
    from schemas.language import read_language

    pruning = run_prune(command_run(home), keep, by=(by or user()) if yes else None)
    if as_json:
        print_json(asdict(pruning))
        return
    size = read_language("en").size
    for release in pruning.removable:
        print(f"{release.release}  {release.files} files, {size(release.bytes)}")
    if not pruning.removable:
        print(f"nothing to remove; {len(pruning.kept)} releases stay whole")
        return
    total = size(sum(release.bytes for release in pruning.removable))
    outcome = "removed, but for the manifests" if pruning.is_done else "would be removed"
    print(f"{total} {outcome}; {len(pruning.kept)} releases stay whole")
    if not pruning.is_done:
        print(f"Next: pow prune --keep {keep} --yes --home {home}")
