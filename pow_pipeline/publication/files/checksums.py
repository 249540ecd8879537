"""Verifies the DuckDB files of a release, by their contents and by their bytes on this disk.

DuckDB does not write the same bytes for the same contents. The manifest, whose hash is in the
journal, therefore describes the contents, so that two runs on the same input produce the same
record. The bytes of each file are hashed as well, in `published/checksums/RELEASE.sha256`, outside
the record and the release. These hashes reveal damage that does not change the contents. `sha256sum
-c` reads them.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.publication.files.contents import describe_database

_CHECKSUMS: Final = "checksums"


def write_checksums(staged: Path, folder: Path) -> dict[str, str]:
    """Write the hashes of the bytes of the databases in a staged release.

    Args:
        staged: the folder of the staged release.
        folder: its final folder among the releases.

    Returns:
        The hash of each database, by its path in the folder.
    """
    path = _path_of(folder)
    make_folder(path.parent)
    checksums = {
        str(file.relative_to(staged)): hash_file(file) for file in sorted(staged.glob("*/*.duckdb"))
    }
    start = f"../{folder.parent.name}/{folder.name}/"
    lines = (f"{sha256}  {start}{name}\n" for name, sha256 in checksums.items())
    write_file(path, "".join(lines).encode())
    return checksums


def remove_checksums(folder: Path) -> None:
    """Remove the hashes of a release whose databases were removed."""
    _path_of(folder).unlink(missing_ok=True)


def is_database_whole(folder: Path, name: str, described: Mapping[str, Any]) -> bool:
    """Return whether a database matches its release, by its bytes and by its contents.

    Without checksums, for example after only the releases were restored, the contents decide.

    Args:
        folder: the folder of the release.
        name: the path of the database in that folder.
        described: its entry in the manifest.
    """
    path = folder / name
    sha256 = _checksums_of(folder).get(name)
    if sha256 and hash_file(path) != sha256:
        return False
    try:
        return describe_database(path) == described
    except duckdb.Error:  # damaged, or not a database
        return False


def hash_file(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksums_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of each database by its path in the release; empty without a list."""
    path = _path_of(folder)
    if not path.is_file():
        return {}
    start = f"../{folder.parent.name}/{folder.name}/"
    lines = (line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.removeprefix(start): sha256 for sha256, _, name in lines}


def _path_of(folder: Path) -> Path:
    return folder.parent.parent / _CHECKSUMS / f"{folder.name}.sha256"
