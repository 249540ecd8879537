"""Claims files: moves them out of the inbox by rename, so that only one process takes each file.

The name of a claim folder holds the number of the last `received` event before the claim and the
time of the claim. After a crash, the number shows, without a clock, whether the files reached the
record. The time of the claim is the time of receipt, no matter when recovery happens.
"""

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from pydantic import AwareDatetime, TypeAdapter

from pow_pipeline.durable import make_folder, move_aside, write_file
from pow_pipeline.faults import fault_point
from pow_pipeline.intake.inbox import Inbox
from pow_pipeline.intake.scans import Arrival, Scans
from pow_pipeline.model.deliveries import Evidence

_LOG: Final = logging.getLogger(__name__)
_LIST: Final = "list.json"
_MOMENT: Final = "%Y%m%dT%H%M%S.%fZ"
_ARRIVAL: Final = TypeAdapter(tuple[AwareDatetime, Evidence, str | None])


@dataclass(frozen=True)
class ClaimedFile:
    """One file of a claim.

    Attributes:
        path: current path of the file.
        arrival: time of arrival and its evidence.
    """

    sender: str
    name: str
    path: Path
    arrival: Arrival


@dataclass(frozen=True)
class Claim:
    """Files that were claimed together.

    Attributes:
        path: folder that holds the files; each file is named after its position in the list.
        after: number of the last `received` event before the claim.
        moment: time of the claim, which is also the time of receipt.
        files: the files, in order of arrival.
    """

    path: Path
    after: int
    moment: datetime
    files: tuple[ClaimedFile, ...]

    def remove(self) -> None:
        """Remove the folder after its files have been recorded.

        Set the folder aside if it cannot be removed, for example because a folder without access
        rights took the place of a file, so that it does not come back at each claim. Also set it
        aside if it holds files that this module did not put there.
        """
        if any(_is_foreign(path.name) for path in self.path.iterdir()):
            self.set_aside()
            return
        try:
            shutil.rmtree(self.path)
        except OSError:
            self.set_aside()

    def set_aside(self) -> None:
        """Rename the folder so that it is not processed again; its contents are kept."""
        _move_aside(self.path)


def claim_files(
    inbox: Inbox,
    claims: Path,
    *,
    scans: Scans,
    after: int,
    limit: int,
    stable_seconds: float,
) -> Claim | None:
    """Move files from the inbox to a new claim folder; return None if there are none.

    At most `limit` files are moved, and only as many as there is room to copy. Files that
    can still be open for writing stay in the inbox, and so do files that changed after the last
    of `scans`. The list of files, with the evidence of arrival, is written to disk before the
    first file moves, because moving a file changes its inode.
    """
    complete = inbox.complete(stable_seconds=stable_seconds)
    known = sorted((file for file in complete if file in scans.files), key=scans.order)[:limit]
    sizes = accumulate(file.size for file in known)
    room = inbox.room()
    listed = [
        (file.sender, file.name, _as_texts(scans.arrival(file), scans.moment))
        for file, size in zip(known, sizes, strict=True)
        if size <= room
    ]
    if not listed:
        return None
    folder = claims / f"{after}@{scans.moment.astimezone(UTC).strftime(_MOMENT)}"
    make_folder(folder)
    write_file(folder / _LIST, json.dumps(listed).encode())
    for place, (sender, name, _) in enumerate(listed, start=1):
        with contextlib.suppress(FileNotFoundError):  # the sender removed it
            (inbox.folder / sender / name).rename(folder / str(place))
        fault_point("claim")
    return _read_claim(folder)


def left_claims(claims: Path) -> list[Claim]:
    """Return the claims that an earlier process left behind; set aside those that are damaged."""
    candidates = {path: _claim_in(path) for path in sorted(claims.iterdir()) if "@" in path.name}
    for path, claim in candidates.items():
        if claim is None:
            _move_aside(path)
    return [claim for claim in candidates.values() if claim]


def list_set_aside(claims: Path) -> list[Path]:
    """Return the paths among the claims that are not claims; their sender and time are unknown."""
    others = [path for path in claims.iterdir() if "@" not in path.name or _claim_in(path) is None]
    return sorted(path for path in others if os.path.lexists(path))  # another process can move them


def _claim_in(path: Path) -> Claim | None:
    """Return the claim in a folder; None if it is damaged or this module did not write it.

    The list is written before any file moves, so an empty folder is a valid claim of a process
    that ended early.
    """
    try:
        if path.is_symlink() or not path.is_dir():
            return None
        names = [entry.name for entry in path.iterdir() if not entry.name.startswith(".")]
        if names and not (path / _LIST).is_file():
            return None
        claim = _read_claim(path)
    except (ValueError, TypeError, PermissionError, FileNotFoundError):
        return None
    names = [text for file in claim.files for text in (file.sender, file.name)]
    is_named = all(Path(text).name == text for text in names)
    return claim if is_named else None


def _is_foreign(name: str) -> bool:
    """Return whether a name in a claim folder is not that of the list, a claimed file or a copy."""
    return not (name == _LIST or name.startswith(".") or name.removesuffix(".copy").isdecimal())


def _move_aside(path: Path) -> None:
    place = move_aside(path, path.with_name(path.name.replace("@", "-")))
    _LOG.warning("%s: not to be received; it is set aside as %s", path, place)


def _read_claim(path: Path) -> Claim:
    after, _, moment = path.name.partition("@")
    listed = json.loads((path / _LIST).read_bytes()) if (path / _LIST).exists() else []
    claimed = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
    files = (
        ClaimedFile(sender, name, path / str(place), _arrival(*arrival, claimed=claimed))
        for place, (sender, name, *arrival) in enumerate(listed, start=1)
    )
    return Claim(
        path,
        int(after),
        claimed,
        # A missing file was not moved: the process ended first, or the sender removed the file.
        tuple(file for file in files if os.path.lexists(file.path)),
    )


def _as_texts(arrival: Arrival, claimed: datetime) -> list[str | None]:
    """Return the list entry for an arrival; empty if it is derived from the claim itself."""
    if arrival == Arrival(claimed, "received"):
        return []
    return [arrival.at.isoformat(), arrival.evidence, arrival.tie]


def _arrival(texts: Sequence[Any] = (), *, claimed: datetime) -> Arrival:
    """Return the arrival in a list entry; an empty entry means the time of the claim.

    Raises:
        ValueError: this module did not write the entry.
    """
    return Arrival(*_ARRIVAL.validate_python(texts)) if texts else Arrival(claimed, "received")
