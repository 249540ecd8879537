"""Claiming: files leave the inbox by a rename, so that no two processes take the same one.

A claim folder is named after the last `received` event before it and the moment of the claim.
So whoever finds it after a crash knows whether its files reached the record, without a clock,
and the moment of arrival is that of the claim, however late the recovery.
"""

import json
import os
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.faults import fault_point

_LIST: Final = "list.json"
_MOMENT: Final = "%Y%m%dT%H%M%S.%fZ"
_UNFINISHED_PREFIXES: Final = (".", "~$")
_UNFINISHED_SUFFIXES: Final = (".tmp", ".part", ".filepart", ".crdownload")


@dataclass(frozen=True)
class Claim:
    """Files that were claimed together.

    Attributes:
        path: the folder that holds them, each under its place in the list.
        after: the number of the last `received` event before the claim.
        moment: when they were claimed, which counts as the moment of arrival.
        files: sender, name and present path of each, in order of arrival.
    """

    path: Path
    after: int
    moment: datetime
    files: tuple[tuple[str, str, Path], ...]

    def remove(self) -> None:
        """Remove the folder; its files are in the record."""
        shutil.rmtree(self.path)


def wait_for_arriving(inbox: Path, *, settle_seconds: float) -> None:
    """Wait until the youngest file has been left alone for so long, at most for twice that."""
    until = time.monotonic() + 2 * settle_seconds
    while time.monotonic() < until and any(
        not _has_settled(written, settle_seconds) for written, _, _ in _waiting_files(inbox)
    ):
        time.sleep(settle_seconds / 10)


def claim_files(
    inbox: Path, claims: Path, *, after: int, now: datetime, limit: int, settle_seconds: float
) -> Claim | None:
    """Move at most `limit` files from the inbox to a new claim folder; None if there are none.

    Files that may still be being written stay. The list of what is to be moved is on disk before
    the first file moves.
    """
    files = (each for each in _waiting_files(inbox) if _has_settled(each[0], settle_seconds))
    waiting = sorted(files)[:limit]
    if not waiting:
        return None
    folder = claims / f"{after}@{now.astimezone(UTC).strftime(_MOMENT)}"
    make_folder(folder)
    listed = [(sender, name) for _, sender, name in waiting]
    write_file(folder / _LIST, json.dumps(listed).encode())
    for place, (sender, name) in enumerate(listed, start=1):
        (inbox / sender / name).rename(folder / str(place))
        fault_point("claim")
    return _read_claim(folder)


def left_claims(claims: Path) -> list[Claim]:
    """Return the claims that a process left behind."""
    return [_read_claim(path) for path in sorted(claims.iterdir()) if "@" in path.name]


def _read_claim(path: Path) -> Claim:
    after, _, moment = path.name.partition("@")
    listed = json.loads((path / _LIST).read_bytes()) if (path / _LIST).exists() else []
    files = (
        (sender, name, path / str(place)) for place, (sender, name) in enumerate(listed, start=1)
    )
    return Claim(
        path,
        int(after),
        datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC),
        # What is not there never left the inbox.
        tuple(file for file in files if os.path.lexists(file[2])),
    )


def _waiting_files(inbox: Path) -> list[tuple[int, str, str]]:
    """Return the time of writing, sender and name of each file that can be taken."""
    with os.scandir(inbox) as entries:
        folders = [folder for folder in entries if folder.is_dir(follow_symlinks=False)]
    waiting = []
    for folder in folders:
        with os.scandir(folder) as files:
            waiting += [
                (file.stat(follow_symlinks=False).st_mtime_ns, folder.name, file.name)
                for file in files
                if _can_be_taken(file)
            ]
    return waiting


def _has_settled(written: int, settle_seconds: float) -> bool:
    """Whether a file was written long enough ago; a time to come is a clock that is wrong."""
    return not 0 <= time.time() - written / 1e9 < settle_seconds


def _can_be_taken(file: "os.DirEntry[str]") -> bool:
    is_regular = file.is_file(follow_symlinks=False)
    return is_regular and not _is_unfinished(file.name) and os.access(file, os.R_OK)


def _is_unfinished(name: str) -> bool:
    return name.startswith(_UNFINISHED_PREFIXES) or name.endswith(_UNFINISHED_SUFFIXES)
