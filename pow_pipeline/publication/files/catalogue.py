"""The catalogue: the current release of each period, switched for all periods in one step.

`published/current` points at `catalogue/<n>`, which holds one link per period and `latest`. The
n-th catalogue is derived from the first n releases, in the order in which they were released, so
rebuilding it changes nothing. Releases under embargo are left out.
"""

import logging
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, move_aside, point_link, sync_folder
from pow_pipeline.errors import RecordError
from pow_pipeline.faults import fault_point
from pow_pipeline.model.releases import Release

CURRENT: Final = "current"
SET_ASIDE: Final = "set-aside"
_LINK: Final = re.compile(r"catalogue/(\d{1,9})")
_REMEDY: Final = "make the links again from the record with: pow ingest"
_LOG: Final = logging.getLogger(__name__)


def reconcile_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Make `current` show what has been released, unless it already does.

    Other files in its place are moved aside, never removed.
    """
    out = _come_out(releases)
    current = current_releases(out)
    number = max(shown_catalogue(published), len(out))
    if not out or (number > len(out) and _shows_newer(published, releases)):
        return  # the record is older than the publication, which is never rolled back
    if _is_shown(published, len(out), current):
        return
    target = published / "catalogue" / str(len(out))
    for path in (target.parent, target):
        if not _is_ours(path):
            set_aside(path, published)
    _make_catalogue(target, current)
    fault_point("catalogue")
    if not (published / CURRENT).is_symlink():
        set_aside(published / CURRENT, published)
    point_link(published / CURRENT, f"catalogue/{len(out)}")
    fault_point("swap")


def current_releases(releases: Sequence[Release]) -> dict[str, Release]:
    """Return the current release of each period."""
    return {release.period: release for release in _come_out(releases)}


def verify_catalogue(published: Path, releases: Sequence[Release]) -> None:
    """Check that `current` shows the latest release of each period that is not under embargo.

    Raises:
        RecordError: it does not; the message names the link.
    """
    current, catalogue = current_releases(releases), published / CURRENT
    if current and not shown_catalogue(published):
        problem = "not a link to a catalogue" if os.path.lexists(catalogue) else "missing"
        raise RecordError(f"{catalogue}: {problem}; {_REMEDY}")
    for name, target in _links(current).items() if current else ():
        link = catalogue / name
        if not link.is_symlink() or str(link.readlink()) != target:
            raise RecordError(f"{link}: does not show {Path(target).name}; {_REMEDY}")


def shown_catalogue(published: Path) -> int:
    """Return the number of the catalogue that `current` points at, 0 if there is none."""
    link = published / CURRENT
    match = _LINK.fullmatch(str(link.readlink())) if link.is_symlink() else None
    return int(match[1]) if match and link.is_dir() else 0


def set_aside(path: Path, published: Path) -> None:
    """Move a file that was not made by this program into the folder `set-aside`, if it exists."""
    if not os.path.lexists(path):
        return
    make_folder(published / SET_ASIDE)
    place = move_aside(path, published / SET_ASIDE / path.name)
    _LOG.warning("%s: was not made by pow; it is set aside as %s", path, place)


def _is_shown(published: Path, number: int, current: Mapping[str, Release]) -> bool:
    """Return whether `current` points at this catalogue and it holds exactly these links."""
    catalogue = published / "catalogue" / str(number)
    if shown_catalogue(published) != number or not _is_ours(catalogue):
        return False
    links = {path.name: str(path.readlink()) for path in catalogue.iterdir()}
    return links == _links(current)


def _shows_newer(published: Path, releases: Sequence[Release]) -> bool:
    """Return whether `current` only shows releases, at least one of them not in the record."""
    catalogue = published / (published / CURRENT).readlink()
    if not _is_ours(catalogue):
        return False
    links = {path.name: str(path.readlink()) for path in catalogue.iterdir()}
    latest = links.pop("latest", None)
    shown = {Path(target).name for target in links.values()}
    are_releases = latest == max(links, default="") and all(
        target == f"../../releases/{Path(target).name}"
        and target.rpartition(".v")[0].endswith(f"/{period}")
        and (catalogue / period).is_dir()
        for period, target in links.items()
    )
    return are_releases and not shown <= {release.name for release in releases}


def _is_ours(path: Path) -> bool:
    """Return whether a path is a folder that pow makes: for all catalogues or for one of them."""
    if path.is_symlink() or not path.is_dir():
        return False
    return path.name == "catalogue" or all(child.is_symlink() for child in path.iterdir())


def _links(current: Mapping[str, Release]) -> dict[str, str]:
    """Return the links in a catalogue, by name."""
    links = {period: f"../../releases/{release.name}" for period, release in current.items()}
    return links | {"latest": max(current)}


def shown_releases(published: Path) -> list[str]:
    """Return the names of the releases that `current` shows, by period."""
    links = sorted((published / CURRENT).iterdir())
    return [link.resolve().name for link in links if link.name != "latest"]


def _come_out(releases: Sequence[Release]) -> list[Release]:
    """Return the releases that are not under embargo, in the order in which they were released."""
    out = [
        (release.visible_since, release)
        for release in releases
        if release.visible_since is not None
    ]
    return [release for _, release in sorted(out, key=lambda pair: pair[0])]


def _make_catalogue(target: Path, current: Mapping[str, Release]) -> None:
    aside = target.with_name(f".{target.name}")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, place in _links(current).items():
        (aside / name).symlink_to(place)
    sync_folder(aside)
    aside.rename(target)
    sync_folder(target.parent)
