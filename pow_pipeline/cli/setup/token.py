"""`pow token`."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def token(
    region: str | None = None,
    /,
    *,
    revoke: Annotated[bool, Parameter(negative="", help="Revoke the token of the region.")] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Make a token with which a region sends reports on the page of `pow form --receive`.

    It replaces an earlier token of the region, and is shown only once. Without a region, the
    regions with a token are listed. Example: pow token AM12 --home work

    Args:
        region: The code of the region.
    """
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.setup import token as job

    run = command_run(home)
    if region is None and revoke:
        raise UsageError("name the region, such as: pow token AM12 --revoke")
    if region is None:
        _show(job.tokens(run), home, as_json=as_json)
    elif revoke:
        job.revoke(run, region)
        message = f"the token of {region} no longer counts"
        print_json({"region": region, "revoked": True}) if as_json else print(message)
    else:
        had_one = region in job.tokens(run)
        made = job.new_token(run, region)
        print_json({"region": region, "token": made}) if as_json else print(made)
        if had_one:
            print(f"the token that {region} had no longer counts", file=sys.stderr)
        print(f"shown this once; give it to {region} alone, by a safe way", file=sys.stderr)


def _show(tokens: Mapping[str, datetime], home: Path, *, as_json: bool) -> None:
    if as_json:
        print_json([{"region": region, "made_at": made} for region, made in tokens.items()])
        return
    for region, made in tokens.items():
        print(f"{region}  made on {made:%Y-%m-%d}")
    if not tokens:
        print(f"no region has a token; make one with: pow token AM12 --home {quote(str(home))}")
