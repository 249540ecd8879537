"""Content-addressed store for the bytes that events refer to: blobs named by sha256, immutable."""

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
    """A copy of a file that will become a blob."""

    path: Path
    sha256: str
    size: int


class Blobs:
    """The blobs in a folder, in subfolders named after the first two hexadecimal digits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, contents: Iterable[bytes], *, step: FaultPoint = "blob") -> list[str]:
        """Write each content to disk as a blob and return the hashes in the same order."""
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
        """Copy a file of any size in chunks; `keep` turns copies into blobs.

        Args:
            source: an open descriptor; None for an empty file.
            aside: path of the copy, on the same disk as the blobs.
            most: maximum number of bytes to copy.
        """
        digest, size = hashlib.sha256(), 0
        with open_new(aside) as write:
            while source is not None and (piece := os.read(source, min(_CHUNK, most - size))):
                digest.update(piece)
                write(piece)
                size += len(piece)
        return Copy(aside, digest.hexdigest(), size)

    def keep(self, copies: Iterable[Copy]) -> None:
        """Turn copies into blobs; on return, all of them are on disk."""
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
        """Return the content with this hash, after checking the hash.

        Raises:
            RecordError: the blob is missing or its content has changed.
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
        """Return the remedy for a missing or changed blob."""
        path = self.path(sha256)
        is_blocked = path.is_symlink() or path.is_dir()  # `cp` would not replace it
        blocking = path if is_blocked else path.parent
        is_blocked = is_blocked or (os.path.lexists(blocking) and not blocking.is_dir())
        moved = f"move {blocking} elsewhere; then " if is_blocked else ""
        return f"{moved}{restore_record(self._folder.parent)}"

    def foreign(self) -> list[Path]:
        """Return the paths in the folder that are not blobs.

        Names that start with a dot are our own temporary files and are left out.
        """
        entries = (*self._folder.glob("[!.]*"), *self._folder.glob("[!.]*/[!.]*"))
        return sorted(
            path
            for path in entries
            if not _NAME.fullmatch(path.relative_to(self._folder).as_posix())
        )

    def damage(self, sha256: str, *, is_hashed: bool) -> str | None:
        """Return what is wrong with the blob with this hash, or None; it may be of any size.

        Args:
            sha256: the hash.
            is_hashed: whether to check the hash; if not, the blob only has to exist.
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
        """Return whether a blob must be written: it does not exist, or it is damaged."""
        return not path.exists() or self.damage(sha256, is_hashed=True) is not None

    def keep_only(self, named: Collection[str]) -> None:
        """Remove everything except the blobs with these hashes."""
        unnamed = [path for path in self._folder.glob("*/*") if path.name not in named]
        for path in unnamed:
            path.unlink(missing_ok=True)
        sync_folders({path.parent for path in unnamed})

    def path(self, sha256: str) -> Path:
        """Return the path of the blob with this hash."""
        return self._folder / sha256[:2] / sha256
