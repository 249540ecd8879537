"""Detects releases of later periods that compare with outdated figures of a period."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.jobs.engine.earlier_states import figures_of
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.comparison import compare_figures

_COMPARED: Final = ("status_distribution", "activity_overview")  # summaries used for trends


def stale_releases(
    run: Run, releases: Sequence[Release], period: str, *, as_of: int, figures: Path
) -> tuple[str, ...]:
    """Return the names of releases of later periods with outdated figures of a period.

    Args:
        run: the run.
        releases: all releases, in the order in which they were made.
        period: code of the period.
        as_of: number of the last event that the current figures of the period are based on.
        figures: path of a database with these figures.
    """
    latest = {release.period: release for release in releases if release.period > period}
    return tuple(
        release.name
        for _, release in sorted(latest.items())
        if release.as_of < as_of and _differs(run, release, period, figures)
    )


def _differs(run: Run, release: Release, period: str, figures: Path) -> bool:
    aside = run.workspace.published / ".later"
    with figures_of(run, release, aside=aside) as released:
        differing = compare_figures(released, figures, period=period)
    return any(figure.is_revised and figure.summary in _COMPARED for figure in differing)
