"""Claiming: files leave the inbox by a rename, so that no two processes take the same one.

A claim folder is named after the last `received` event before it and the moment of the claim.
So whoever finds it after a crash knows whether its files reached the record, without a clock,
and the moment of receiving is that of the claim, however late the recovery.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.faults import fault_point
from pow_pipeline.intake.inbox import Inbox
from pow_pipeline.intake.looks import Arrival, Looks

_LIST: Final = "list.json"
_MOMENT: Final = "%Y%m%dT%H%M%S.%fZ"


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
        file, is set aside: it may not come back at each claim.
        """
        try:
            shutil.rmtree(self.path)
        except OSError:
            self.path.rename(self.path.with_name(self.path.name.replace("@", "-")))


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
    """Return the claims that a process left behind."""
    return [_read_claim(path) for path in sorted(claims.iterdir()) if "@" in path.name]


def set_aside(claims: Path) -> list[Path]:
    """Return what lies beside the claims: it could neither be received nor be given back."""
    return sorted(path for path in claims.iterdir() if "@" not in path.name)


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
    if not texts:
        return Arrival(claimed, "received")
    at, evidence, tie = texts
    return Arrival(datetime.fromisoformat(at), evidence, tie)
