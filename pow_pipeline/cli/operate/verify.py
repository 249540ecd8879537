"""`pow verify`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.operate.verify.verify import Health

_NOT_WELL = 3


def verify(
    *,
    share: Annotated[
        float, Parameter(help="Share of the stored bytes to hash, a different part each day.")
    ] = 1.0,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Verify the record, the warehouse and the releases; change nothing.

    If there are problems, the exit code is 3 and each one is shown with its remedy. All tables and
    the figures of current releases are compared with the journal. With --share 0.1, a different
    tenth of the bytes is hashed and of the figures computed again each day; the chain of events and
    the tables are always checked completely.

    Example: pow verify --home work

    Example: pow verify --share 0.1 --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.verify.verify import check_everything

    health = check_everything(command_run(home), share=share)
    if as_json:
        print_json(asdict(health))
    else:
        _print(health)
    return _NOT_WELL if health.problems else 0


def _print(health: "Health") -> None:
    for problem in health.problems:
        print(f"{problem.code}: {problem.where}", file=sys.stderr)
        print(f"  found     {problem.found}\n  expected  {problem.expected}", file=sys.stderr)
        print(f"  to do     {problem.remedy}", file=sys.stderr)
    looked = f"{health.events} events, {health.blobs} blobs, {health.hashed} of them hashed again"
    print(f"{len(health.problems) or 'no'} problems: {looked}")
