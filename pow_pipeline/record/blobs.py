"""Every byte that events refer to, kept under its own sha256 and never changed."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pow_pipeline.durable import (
    make_folder,
    open_new,
    put_in_place,
    sync_folders,
    write_files,
)
from pow_pipeline.errors import RecordError
from pow_pipeline.faults import FaultPoint, fault_point
from pow_pipeline.machine_faults import concerns_all_files
from pow_pipeline.record.head import restore_record

_CHUNK: Final = 2**20
_NAME: Final = re.compile(r"([0-9a-f]{2})(/\1[0-9a-f]{62})?")


@dataclass(frozen=True)
class Copy:
    """A copy of a file that is to become a blob."""

    path: Path
    sha256: str
    size: int


class Blobs:
    """The blobs in a folder, two hexadecimal digits a subfolder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, contents: Iterable[bytes], *, step: FaultPoint = "blob") -> list[str]:
        """Keep each content and return their hashes in the same order; all are on disk after."""
        by_hash: dict[str, bytes] = {}
        hashes = []
        for content in contents:
            sha256 = hashlib.sha256(content).hexdigest()
            hashes.append(sha256)
            by_hash[sha256] = content
        fresh = [
            (path, content)
            for sha256, content in by_hash.items()
            if self._is_missing(path := self.path(sha256), sha256)
        ]
        for folder in {path.parent for path, _ in fresh}:
            make_folder(folder)
        write_files(fresh)
        fault_point(step)
        return hashes

    def copy(self, source: int | None, aside: Path, *, most: int = 0) -> Copy:
        """Copy a file piece by piece, however large it is; `keep` makes blobs of copies.

        Args:
            source: an open descriptor; None for an empty file.
            aside: where the copy is made, on the disk of the blobs.
            most: the bytes that are copied at most.
        """
        digest, size = hashlib.sha256(), 0
        with open_new(aside) as write:
            while source is not None and (piece := os.read(source, min(_CHUNK, most - size))):
                digest.update(piece)
                write(piece)
                size += len(piece)
        return Copy(aside, digest.hexdigest(), size)

    def keep(self, copies: Iterable[Copy]) -> None:
        """Make copies into blobs; all are on disk after."""
        fresh: dict[Path, Path] = {}
        for copy in copies:
            path = self.path(copy.sha256)
            if path in fresh or not self._is_missing(path, copy.sha256):
                copy.path.unlink()
            else:
                fresh[path] = copy.path
        for folder in {path.parent for path in fresh}:
            make_folder(folder)
        put_in_place([(copy, path) for path, copy in fresh.items()])
        fault_point("blob")

    def read(self, sha256: str) -> bytes:
        """Return the content with this hash, hashed again.

        Raises:
            RecordError: it is missing or no longer what it was.
        """
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise RecordError(f"{path}: missing; {self.remedy(sha256)}") from error
        except (IsADirectoryError, NotADirectoryError) as error:
            raise RecordError(f"{path}: not a file; {self.remedy(sha256)}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RecordError(f"{path}: not the bytes that were kept; {self.remedy(sha256)}")
        return content

    def remedy(self, sha256: str) -> str:
        """Return what to do where the content with this hash is missing or changed."""
        path = self.path(sha256)
        is_blocked = path.is_symlink() or path.is_dir()  # a copy does not take its place
        blocking = path if is_blocked else path.parent
        is_blocked = is_blocked or (os.path.lexists(blocking) and not blocking.is_dir())
        moved = f"move {blocking} elsewhere; then " if is_blocked else ""
        return f"{moved}{restore_record(self._folder.parent)}"

    def foreign(self) -> list[Path]:
        """Return what stands among the blobs and is none; names of our own begin with a dot."""
        entries = (*self._folder.glob("[!.]*"), *self._folder.glob("[!.]*/[!.]*"))
        return sorted(
            path
            for path in entries
            if not _NAME.fullmatch(path.relative_to(self._folder).as_posix())
        )

    def damage(self, sha256: str, *, is_hashed: bool) -> str | None:
        """Return what is wrong with the content with this hash, which may be of any size.

        Args:
            sha256: the hash.
            is_hashed: whether it is hashed again; else it must only be there.
        """
        path = self.path(sha256)
        try:
            with path.open("rb") as file:
                is_whole = (
                    not is_hashed or hashlib.file_digest(file, "sha256").hexdigest() == sha256
                )
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            if concerns_all_files(error):
                raise
            return f"cannot be read ({error.strerror})"
        return None if is_whole else "not the bytes that were kept"

    def _is_missing(self, path: Path, sha256: str) -> bool:
        """Whether a content is yet to be kept: bytes that were damaged are replaced."""
        return not path.exists() or self.damage(sha256, is_hashed=True) is not None

    def keep_only(self, named: Collection[str]) -> None:
        """Remove everything but the blobs with these hashes."""
        unnamed = [path for path in self._folder.glob("*/*") if path.name not in named]
        for path in unnamed:
            path.unlink(missing_ok=True)
        sync_folders({path.parent for path in unnamed})

    def path(self, sha256: str) -> Path:
        """Return where the content with this hash is kept."""
        return self._folder / sha256[:2] / sha256
