"""Integrity of the DuckDB files of a release: by their contents, and on this disk by their bytes.

DuckDB does not write the same bytes for the same contents. The manifest, whose hash is in the
journal, therefore names the contents, so that two runs on the same input make the same record. The
bytes of each file are hashed as well, in `published/checksums/RELEASE.sha256`, outside the record
and the release: these show damage that leaves the contents as they are. `sha256sum -c` reads them.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.publication.files.contents import hash_definitions, hash_tables

_CHECKSUMS: Final = "checksums"


def describe_database(path: Path) -> dict[str, Any]:
    """Return what a manifest says of a database: the hashes of its tables and its definitions."""
    return {"tables": hash_tables(path), "definitions": hash_definitions(path)}


def write_checksums(staged: Path, folder: Path) -> None:
    """Write the hashes of the bytes of the databases of a staged release.

    Args:
        staged: where it is staged.
        folder: the folder that it gets, among the releases.
    """
    path = _path_of(folder)
    make_folder(path.parent)
    lines = (
        f"{hash_file(each)}  ../{folder.parent.name}/{folder.name}/{each.relative_to(staged)}\n"
        for each in sorted(staged.glob("*/*.duckdb"))
    )
    write_file(path, "".join(lines).encode())


def remove_checksums(folder: Path) -> None:
    """Remove the hashes of a release whose databases are gone."""
    _path_of(folder).unlink(missing_ok=True)


def is_database_whole(folder: Path, name: str, described: Mapping[str, Any]) -> bool:
    """Return whether a database is what was released, by its bytes and by its contents.

    Without its checksums, as after a restore of the releases alone, its contents decide.

    Args:
        folder: the folder of the release.
        name: the path of the database in it.
        described: what the manifest says of it.
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
    """Return the sha256 of each database by its path in the release; nothing without a list."""
    path = _path_of(folder)
    if not path.is_file():
        return {}
    start = f"../{folder.parent.name}/{folder.name}/"
    lines = (line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.removeprefix(start): sha256 for sha256, _, name in lines}


def _path_of(folder: Path) -> Path:
    return folder.parent.parent / _CHECKSUMS / f"{folder.name}.sha256"
