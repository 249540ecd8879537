"""Which later releases compare with figures of a period that are no longer those of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.model import Release
from pow_pipeline.publication.comparison import compare_figures
from pow_pipeline.workspace import Workspace

_COMPARED: Final = ("status_distribution", "activity_overview")  # what trends are made from


def stale_releases(
    workspace: Workspace, releases: Sequence[Release], period: str, *, as_of: int, figures: Path
) -> tuple[str, ...]:
    """Return the later releases that hold other figures of a period, until they are made again.

    Args:
        workspace: where they stand.
        releases: all releases, in the order in which they were made.
        period: the period.
        as_of: the event as of which it has its figures.
        figures: a database with these.
    """
    latest = {release.period: release for release in releases if release.period > period}
    return tuple(
        release.name
        for _, release in sorted(latest.items())
        if release.as_of < as_of and _differs(workspace, release, period, figures)
    )


def _differs(workspace: Workspace, release: Release, period: str, figures: Path) -> bool:
    aside = workspace.published / ".later"
    with figures_of(workspace, release, aside=aside) as held:
        found = compare_figures(held, figures, period=period)
    return any(each.is_revised and each.summary in _COMPARED for each in found)
