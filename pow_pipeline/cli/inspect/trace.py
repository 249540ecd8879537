"""`pow trace`: the trace of a figure, an activity or a delivery."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.inspect.trace_text import print_trace, trace_as_json
from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

_DAMAGED: Final = 3


def trace(
    subject: str,
    /,
    *more: str,
    region: Annotated[
        str | None, Parameter(help="Region of the figure; by default all regions together.")
    ] = None,
    as_of: Annotated[
        int | None, Parameter(help="Number of the event whose state is shown; by default the last.")
    ] = None,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Show where a figure, an activity or a delivery comes from.

    The trace leads from the figure to activities, submissions, deliveries and cells, and to the
    bytes as received, whose hash is verified. The exit code is 3 if they differ from the hash.

    Example: pow trace 2021-H1 CATEGORY STATUS --region AM12 --home work

    Example: pow trace AM12 AM12-003 --home work

    Example: pow trace AM12-41-7 --home work

    Args:
        subject: A delivery, the code of a region, or a period.
        more: With a region: an activity id. With a period: a category (or `total`) and a status.
    """
    from pow_pipeline.jobs.inspect.trace import trace as run_trace

    found = run_trace(command_run(home), (subject, *more), region=region, as_of=as_of)
    if as_json:
        print_json(trace_as_json(found))
    else:
        print_trace(found)
    return _DAMAGED if found.damaged else 0
