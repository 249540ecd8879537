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
        float, Parameter(help="Of which part of what is kept the bytes are hashed, by the day.")
    ] = 1.0,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Say whether all that must hold does: the record, what is counted, what is published.

    Changes nothing. Ends with exit code 3 and each problem with its remedy. Every table, and the
    figures of current releases, are compared with what the journal gives. With --share 0.1 every
    day another tenth of the bytes is hashed and of the figures computed again; the chain of events
    and the tables are checked whole in any case.

    Example: pow verify --home work

    Example: pow verify --share 0.1 --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.verify.verify import look_at_everything

    health = look_at_everything(command_run(home), share=share)
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
