"""Formats the status of a period as text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pow_pipeline.jobs.inspect.figures_text import describe_figures

if TYPE_CHECKING:
    from pow_pipeline.jobs.inspect.next_steps import NextStep
    from pow_pipeline.jobs.inspect.status import Status

_MOST_QUERIES: Final = 10
_UNITS: Final = (("day", 86400), ("hour", 3600), ("minute", 60))


def describe_status(found: "Status") -> str:
    """Return the state of a period: reports, figures and next steps."""
    lines = [
        *_reports(found),
        *_queries(found.overview["queries"]),
        *_release(found),
        "",
        describe_figures(found.overview["figures"], found.programme),
        "",
        *_next(found.next_steps),
    ]
    return "\n".join(lines)


def _reports(found: "Status") -> Iterator[str]:
    overview = found.overview
    yield (
        f"{overview['period']}: {overview['in_force']} of "
        f"{overview['expected'] - overview['exempt']} regions have "
        f"a report that counts ({overview['percentage'] or 0}%), {overview['on_time']} were on time"
    )
    counts = dict(overview["deliveries"])
    received = counts.pop("received")
    states = ", ".join(f"{count} {state}" for state, count in counts.items())
    yield f"deliveries received: {received} ({states})"
    yield (
        f"regions that sent a file: {overview['received']}, with an accepted report: "
        f"{overview['accepted']}, late: {overview['late']}"
    )
    if found.opens:
        yield f"{overview['period']} has not opened: reports are taken from {found.opens}"
    elif overview["silent"]:
        yield f"no report that counts: {', '.join(overview['silent'])}"
    if overview["exempt_regions"]:
        reported = overview["exempt_reported"]
        also = f"; {reported} of these reported, which counts in the figures" if reported else ""
        yield f"exempt: {', '.join(overview['exempt_regions'])}{also}"
    for extended in overview["extended"]:
        yield f"more time: {extended['region_code']} until {extended['until']}"
    deadline = overview["next_deadline"]
    yield f"next deadline: {deadline['day'] if deadline else 'none; all have passed'}"
    for delivery in overview["not_accepted"]:
        yield f"{delivery['outcome']}: {delivery['delivery']} ({delivery['name']})"


def _queries(queries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if queries:
        yield f"open queries: {len(queries)}"
    for query in queries[:_MOST_QUERIES]:
        about = " ".join(filter(None, (query["activity_id"], query["cell"])))
        yield f"  query: {query['delivery']} {query['rule']} {about}".rstrip()
    if len(queries) > _MOST_QUERIES:
        yield "  all of them: pow status --json"


def _release(found: "Status") -> Iterator[str]:
    overview = found.overview
    run, release = overview["last_run"], overview["last_release"]
    if run:
        ago = _age(run["age_seconds"])
        yield f"last run: event {run['event']} ({run['type']}), {ago}"
    state = "final" if overview["is_final"] else "provisional"
    if found.held_until:
        state += f", under embargo until {found.held_until}"
    issued = f" of {release['issued']}" if release else ""
    yield f"release: {overview['release'] or 'none yet'}{issued} ({state})"


def _next(steps: "Sequence[NextStep]") -> Iterator[str]:
    yield "next:" if steps else "next: nothing, all is done"
    for step in steps:
        yield f"  {step.what}"
        if step.command:
            yield f"    {step.command}"


def _age(seconds: int) -> str:
    """Return how long ago something was, in its largest unit."""
    if seconds < 0:
        return "at a time to come: the clock is wrong, or was"
    for unit, length in _UNITS:
        if (count := seconds // length) > 0:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"
