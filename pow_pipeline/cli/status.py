"""`pow status`."""

import sys
from pathlib import Path
from typing import Any

from pow_pipeline.cli.options import Home, Json, print_json

_MOST_QUERIES = 10


def status(period: str | None = None, /, *, home: Home = Path(), as_json: Json = False) -> None:
    """Show how a period stands: who has reported, what was rejected, and the figures.

    Example: pow status 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1; else the latest that has opened.
    """
    from pow_pipeline.cli.table import describe_figures
    from pow_pipeline.jobs.status import status as read_status
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    found = read_status(open_workspace(home), period, now=read_settings().clock())
    said = found.overview
    if as_json:
        print_json(said)
        return
    print(
        f"{said['period']}: {said['in_force']} of {said['expected'] - said['exempt']} regions have "
        f"a report that counts ({said['percentage'] or 0}%), {said['on_time']} were on time"
    )
    if found.opens:
        print(f"{said['period']} has not opened: reports are taken from {found.opens}")
    elif said["silent"]:
        print(f"no report that counts: {', '.join(said['silent'])}")
    if said["exempt_regions"]:
        print(f"exempt: {', '.join(said['exempt_regions'])}")
    for extended in said["extended"]:
        print(f"more time: {extended['region_code']} until {extended['until']}")
    _print_queries(said["queries"])
    for delivery in said["not_accepted"]:
        print(f"{delivery['outcome']}: {delivery['delivery']} ({delivery['name']})")
    standing = "final" if said["is_final"] else "provisional"
    if found.held_until:
        standing += f", under embargo until {found.held_until}"
    print(f"release: {said['release'] or 'none yet'} ({standing})\n")
    print(describe_figures(said["figures"], found.programme))
    if found.not_shown:
        print(f"{found.not_shown} events are not shown yet; run: pow ingest", file=sys.stderr)


def _print_queries(queries: list[dict[str, Any]]) -> None:
    if queries:
        print(f"open queries: {len(queries)}")
    for query in queries[:_MOST_QUERIES]:
        about = " ".join(filter(None, (query["activity_id"], query["cell"])))
        print(f"  query: {query['delivery']} {query['rule']} {about}".rstrip())
    if len(queries) > _MOST_QUERIES:
        print("  all of them: pow status --json")
