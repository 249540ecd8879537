"""The catalogue: which release of each period is current, changed for all periods in one step.

`published/current` points at `catalogue/<n>`, which holds one link per period and `latest`. The
n-th catalogue follows from the first n releases that came out, in the order of the events that let
them, so making it again changes nothing. What is under embargo has not come out.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import point_link, sync_folder
from pow_pipeline.errors import RecordError
from pow_pipeline.faults import fault_point
from pow_pipeline.model import Release

CURRENT: Final = "current"


def settle_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Make `current` show what has been released, unless it does already."""
    out = _come_out(releases)
    if not out or shown_catalogue(published) >= len(out):
        return
    target = published / "catalogue" / str(len(out))
    _make_catalogue(target, current_releases(out))
    fault_point("catalogue")
    point_link(published / CURRENT, f"catalogue/{len(out)}")
    fault_point("swap")


def current_releases(releases: Sequence[Release]) -> dict[str, Release]:
    """Return the release of each period that is current."""
    return {release.period: release for release in _come_out(releases)}


def verify_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Check that `current` shows the latest release of each period that is under no embargo.

    Raises:
        RecordError: it does not; names the link.
    """
    for release in current_releases(releases).values():
        link = published / CURRENT / release.period
        if not link.is_dir() or link.resolve().name != release.name:
            message = f"{link}: does not show {release.name}; mend it with: pow publish"
            raise RecordError(f"{message} {release.period}")


def shown_catalogue(published: Path) -> int:
    """Return the number of the catalogue that `current` points at, 0 when there is none."""
    link = published / CURRENT
    return int(link.readlink().name) if link.is_symlink() else 0


def shown_releases(published: Path) -> list[str]:
    """Return the names of the releases that `current` shows, by period."""
    links = sorted((published / CURRENT).iterdir())
    return [link.resolve().name for link in links if link.name != "latest"]


def _come_out(releases: Sequence[Release]) -> list[Release]:
    """Return the releases under no embargo, in the order in which they came out."""
    out = [(release.disclosed, release) for release in releases if release.disclosed is not None]
    return [release for _, release in sorted(out, key=lambda pair: pair[0])]


def _make_catalogue(target: Path, current: Mapping[str, Release]) -> None:
    aside = target.with_name(f".{target.name}")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    aside.mkdir(parents=True)
    for period, release in current.items():
        (aside / period).symlink_to(f"../../releases/{release.name}")
    (aside / "latest").symlink_to(max(current))
    sync_folder(aside)
    aside.rename(target)
    sync_folder(target.parent)
