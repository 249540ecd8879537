"""Claiming: files leave the inbox by a rename, so that no two processes take the same one.

A claim folder is named after the last `received` event before it and the moment of the claim.
So whoever finds it after a crash knows whether its files reached the record, without a clock,
and the moment of receiving is that of the claim, however late the recovery.
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
from pow_pipeline.intake.looks import Arrival, Looks
from pow_pipeline.model import Evidence

_LOG: Final = logging.getLogger(__name__)
_LIST: Final = "list.json"
_MOMENT: Final = "%Y%m%dT%H%M%S.%fZ"
_ARRIVAL: Final = TypeAdapter(tuple[AwareDatetime, Evidence, str | None])


@dataclass(frozen=True)
class ClaimedFile:
    """One file of a claim.

    Attributes:
        path: where it is now.
        arrival: when it arrived.
    """

    sender: str
    name: str
    path: Path
    arrival: Arrival


@dataclass(frozen=True)
class Claim:
    """Files that were claimed together.

    Attributes:
        path: the folder that holds them, each under its place in the list.
        after: the number of the last `received` event before the claim.
        moment: when they were claimed, which is the moment of receiving.
        files: the files, in order of arrival.
    """

    path: Path
    after: int
    moment: datetime
    files: tuple[ClaimedFile, ...]

    def remove(self) -> None:
        """Remove the folder; its files are in the record.

        What does not let itself be removed, such as a closed folder that took the place of a
        file, is set aside: it may not come back at each claim. So is what we did not put there.
        """
        if any(_is_foreign(path.name) for path in self.path.iterdir()):
            self.set_aside()
            return
        try:
            shutil.rmtree(self.path)
        except OSError:
            self.set_aside()

    def set_aside(self) -> None:
        """Move the folder to a name that is not claimed again; nothing in it is lost."""
        _move_aside(self.path)


def claim_files(
    inbox: Inbox,
    claims: Path,
    *,
    looks: Looks,
    after: int,
    limit: int,
    settle_seconds: float,
) -> Claim | None:
    """Move files from the inbox to a new claim folder; None if there are none.

    At most `limit` are moved, and no more than there is room for a second time. Files that may
    still be being written stay, and those that changed after the last of `looks`. The list of what
    is to be moved is on disk before the first moves, with the evidence of arrival, since moving a
    file changes its inode.
    """
    complete = inbox.complete(settle_seconds=settle_seconds)
    known = sorted((file for file in complete if file in looks.files), key=looks.order)[:limit]
    sizes = accumulate(file.size for file in known)
    room = inbox.room()
    listed = [
        (file.sender, file.name, _as_texts(looks.arrival(file), looks.moment))
        for file, size in zip(known, sizes, strict=True)
        if size <= room
    ]
    if not listed:
        return None
    folder = claims / f"{after}@{looks.moment.astimezone(UTC).strftime(_MOMENT)}"
    make_folder(folder)
    write_file(folder / _LIST, json.dumps(listed).encode())
    for place, (sender, name, _) in enumerate(listed, start=1):
        with contextlib.suppress(FileNotFoundError):  # its sender took it back
            (inbox.folder / sender / name).rename(folder / str(place))
        fault_point("claim")
    return _read_claim(folder)


def left_claims(claims: Path) -> list[Claim]:
    """Return the claims that a process left behind; what only looks like one is set aside."""
    found = {path: _claim_in(path) for path in sorted(claims.iterdir()) if "@" in path.name}
    for path, claim in found.items():
        if claim is None:
            _move_aside(path)
    return [claim for claim in found.values() if claim]


def set_aside(claims: Path) -> list[Path]:
    """Return what lies among the claims and is none: nobody can tell who sent it, and when."""
    found = [path for path in claims.iterdir() if "@" not in path.name or _claim_in(path) is None]
    return sorted(path for path in found if os.path.lexists(path))  # others may be receiving


def _claim_in(path: Path) -> Claim | None:
    """Return the claim in a folder; None where it is damaged or not from us.

    A list comes before any file, so a folder with nothing in it is that of a process that ended.
    """
    try:
        if path.is_symlink() or not path.is_dir():
            return None
        names = [each.name for each in path.iterdir() if not each.name.startswith(".")]
        if names and not (path / _LIST).is_file():
            return None
        claim = _read_claim(path)
    except (ValueError, TypeError, PermissionError, FileNotFoundError):
        return None
    names = [text for file in claim.files for text in (file.sender, file.name)]
    is_named = all(Path(text).name == text for text in names)
    return claim if is_named else None


def _is_foreign(name: str) -> bool:
    """Return whether a name in a claim is not one that we give: the list, a place, or a copy."""
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
        # What is not there never left the inbox.
        tuple(file for file in files if os.path.lexists(file.path)),
    )


def _as_texts(arrival: Arrival, claimed: datetime) -> list[str | None]:
    """Return what the list says of an arrival; nothing where the claim itself says it."""
    if arrival == Arrival(claimed, "received"):
        return []
    return [arrival.at.isoformat(), arrival.evidence, arrival.tie]


def _arrival(texts: Sequence[Any] = (), *, claimed: datetime) -> Arrival:
    """Return what a list says of an arrival.

    Raises:
        ValueError: we did not write it.
    """
    return Arrival(*_ARRIVAL.validate_python(texts)) if texts else Arrival(claimed, "received")
