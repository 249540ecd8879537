"""`pow decide …`: what an operator lays down, with who and why."""

import getpass
from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import App, Parameter

from pow_pipeline.cli.options import Home, Json, print_json

decide = App(name="decide", help="Lay something down, with who and why.")


@decide.command
def withdraw(
    region: str,
    period: str,
    *,
    why: Annotated[str, Parameter(help="The reason; it is kept in the record.")],
    by: Annotated[str, Parameter(help="Who decides; else the user of this session.")] = "",
    version: Annotated[
        int | None, Parameter(help="Which version; else the one that counts now.")
    ] = None,
    all_versions: Annotated[
        bool, Parameter(name="--all", negative="", help="Withdraw every version of the report.")
    ] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Withdraw the report of a region for a period; the version before it counts again.

    Example: pow decide withdraw AM12 2021-H1 --why "sent by mistake" --home work

    Args:
        region: The code of the region.
        period: The period, such as 2021-H1.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.ingest import advance
    from pow_pipeline.jobs.withdraw import withdraw as run_withdraw
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    workspace, settings = open_workspace(home), read_settings()
    withdrawn = run_withdraw(
        workspace,
        region,
        period,
        version=version,
        all_versions=all_versions,
        by=by or _user(),
        why=why,
        clock=settings.clock,
    )
    advance(workspace, clock=settings.clock, limits=settings.limits())
    if as_json:
        print_json([asdict(each) for each in withdrawn])
        return
    for each in withdrawn:
        print(f"version {each.version} ({each.delivery}) no longer counts")
    print(f"Next: pow publish {period} --home {quote(str(home))}")


def _user() -> str:
    from pow_pipeline.errors import UsageError

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("this session has no user name; say who decides with --by") from error
