"""`pow explain`: a rule, or the trace of a figure, an activity or a delivery."""

import re
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.inspect.explain_rule import explain_rule
from pow_pipeline.cli.inspect.trace import print_trace, trace_as_json
from pow_pipeline.cli.options import Home, Json, Language, print_json

_RULE: Final = re.compile(r"[Rr](-.*)?")
_DAMAGED: Final = 3


def explain(
    subject: str,
    /,
    *more: str,
    region: Annotated[
        str | None, Parameter(help="The region whose figure is meant; else all together.")
    ] = None,
    as_of: Annotated[
        int | None, Parameter(help="The number of the event whose state is shown; else the last.")
    ] = None,
    home: Home = Path(),
    language: Language = "nl",
    as_json: Json = False,
) -> int:
    """Explain a rule, or show where a figure, an activity or a delivery comes from.

    The way goes from the number to the activities, reports, deliveries and cells, and to the bytes
    as they came, whose hash is verified; ends with 3 when these are not what was received.

    Example: pow explain R-STATUS-01

    Example: pow explain 2021-H1 CATEGORY STATUS --region AM12 --home work

    Example: pow explain AM12 AM12-003 --home work

    Example: pow explain AM12-41-7 --home work

    Args:
        subject: The code of a rule, a delivery, a region, or a period.
        more: After a region the id of an activity; after a period a category, or total, and a
            status.
    """
    if not more and _RULE.fullmatch(subject):
        explain_rule(subject, language=language, as_json=as_json)
        return 0
    from pow_pipeline.jobs.inspect.trace import trace
    from pow_pipeline.workspace import open_workspace

    found = trace(open_workspace(home), (subject, *more), region=region, as_of=as_of)
    if as_json:
        print_json(trace_as_json(found))
    else:
        print_trace(found)
    return _DAMAGED if found.damaged else 0
