"""The catalogue: which release of each period is current, changed for all periods in one step.

`published/current` points at `catalogue/<n>`, which holds one link per period and `latest`. The
n-th catalogue follows from the first n `released` events, so making it again changes nothing.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import point_link, sync_folder
from pow_pipeline.errors import RecordError
from pow_pipeline.faults import fault_point
from pow_pipeline.model import Release

CURRENT: Final = "current"


def settle_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Make `current` show what has been released, unless it does already."""
    if not releases or _shown(published) >= len(releases):
        return
    target = published / "catalogue" / str(len(releases))
    _make_catalogue(target, releases)
    fault_point("catalogue")
    point_link(published / CURRENT, f"catalogue/{len(releases)}")
    fault_point("swap")


def verify_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Check that `current` shows the latest release of each period.

    Raises:
        RecordError: it does not; names the link.
    """
    for release in {release.period: release for release in releases}.values():
        link = published / CURRENT / release.period
        if not link.is_dir() or link.resolve().name != release.name:
            message = f"{link}: does not show {release.name}; mend it with: pow publish"
            raise RecordError(f"{message} {release.period}")


def _make_catalogue(target: Path, releases: Sequence[Release]) -> None:
    aside = target.with_name(f".{target.name}")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    aside.mkdir(parents=True)
    current = {release.period: release.name for release in releases}
    for period, name in current.items():
        (aside / period).symlink_to(f"../../releases/{name}")
    (aside / "latest").symlink_to(max(current))
    sync_folder(aside)
    aside.rename(target)
    sync_folder(target.parent)


def _shown(published: Path) -> int:
    """Return the number of the catalogue that `current` points at, 0 when there is none."""
    link = published / CURRENT
    return int(link.readlink().name) if link.is_symlink() else 0
