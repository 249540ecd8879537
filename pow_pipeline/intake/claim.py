"""Claiming: files leave the inbox by a rename, so that no two processes take the same one.

A claim folder is named after the last `received` event before it and the moment of the claim.
So whoever finds it after a crash knows whether its files reached the record, without a clock,
and the moment of arrival is that of the claim, however late the recovery.
"""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder
from pow_pipeline.faults import fault_point

_MOMENT: Final = "%Y%m%dT%H%M%S.%fZ"
_UNFINISHED_PREFIXES: Final = (".", "~$")
_UNFINISHED_SUFFIXES: Final = (".tmp", ".part", ".filepart", ".crdownload")


@dataclass(frozen=True)
class ClaimFolder:
    """Files that were claimed together, in order of arrival."""

    path: Path
    after: int
    moment: datetime

    def files(self) -> list[tuple[str, Path]]:
        """Return sender and path of each file, in the order of their claim."""
        return [
            (holder.name.partition("-")[2], path)
            for holder in sorted(self.path.iterdir())
            for path in holder.iterdir()
        ]

    def remove(self) -> None:
        """Remove the folder; its files are in the record."""
        shutil.rmtree(self.path)


def claim_files(
    inbox: Path, claims: Path, *, after: int, now: datetime, limit: int
) -> ClaimFolder | None:
    """Move at most `limit` files from the inbox to a new claim folder; None if there are none."""
    waiting = sorted(_waiting_files(inbox))[:limit]
    if not waiting:
        return None
    folder = claims / f"{after}@{now.astimezone(UTC).strftime(_MOMENT)}"
    make_folder(folder)
    for place, (_, sender, path) in enumerate(waiting, start=1):
        holder = folder / f"{place:06d}-{sender}"
        holder.mkdir()
        path.rename(holder / path.name)
        fault_point("claim")
    return read_claim_folder(folder)


def claim_folders(claims: Path) -> list[ClaimFolder]:
    """Return the claim folders that a process left behind."""
    return [read_claim_folder(path) for path in sorted(claims.iterdir())]


def read_claim_folder(path: Path) -> ClaimFolder:
    """Return the claim folder at `path`."""
    after, _, moment = path.name.partition("@")
    return ClaimFolder(path, int(after), datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC))


def _waiting_files(inbox: Path) -> Iterator[tuple[int, str, Path]]:
    """Yield time of arrival, sender and path of each file that is complete.

    The time is that of the last change of the file's entry, which a sender cannot set.
    """
    for folder in inbox.iterdir():
        if not folder.is_dir() or folder.is_symlink():
            continue
        for path in folder.iterdir():
            if _is_unfinished(path.name):
                continue
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                yield status.st_ctime_ns, folder.name, path


def _is_unfinished(name: str) -> bool:
    return name.startswith(_UNFINISHED_PREFIXES) or name.endswith(_UNFINISHED_SUFFIXES)
