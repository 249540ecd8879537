"""Format number of a record, which keeps older versions of this program from using it.

The number increases with each change that older versions would misread, such as a new event type
that affects figures.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pow_pipeline import VERSION
from pow_pipeline.durable import write_file
from pow_pipeline.errors import RecordError

FORMAT: Final = 1
FORMAT_FILE: Final = "format.json"


@dataclass(frozen=True)
class Written:
    """Format of a record.

    Attributes:
        format: number of the format.
        code_version: newest version of this program that has used the record.
    """

    format: int
    code_version: str


def keep_format(record: Path) -> None:
    """Store the current format and version with a record, unless a newer version has used it."""
    written, ours = _read(record), Written(FORMAT, VERSION)
    if written != ours and not (written and is_newer(written.code_version)):
        write_file(record / FORMAT_FILE, json.dumps(asdict(ours), indent=1).encode() + b"\n")


def refuse_newer_format(record: Path) -> None:
    """Refuse a record that this version could misread.

    Raises:
        RecordError: its format is newer; the message names both versions.
    """
    written = _read(record)
    if written and written.format > FORMAT:
        raise RecordError(
            f"{record}: written in format {written.format} by pow-pipeline "
            f"{written.code_version}; this is {VERSION}, which knows format {FORMAT}; install "
            f"{written.code_version} or a newer one"
        )


def newer_version(record: Path) -> str | None:
    """Return the newest version that has used a record; None if it is not newer than this one."""
    written = _read(record)
    return written.code_version if written and is_newer(written.code_version) else None


def is_newer(version: str) -> bool:
    """Return whether a version of this program is newer than the running one."""
    if version == VERSION:
        return False
    from packaging.version import Version

    return Version(version) > Version(VERSION)


def _read(record: Path) -> Written | None:
    """Return the format of a record; None for a record from before the format was stored.

    Raises:
        RecordError: the format file is damaged.
    """
    path = record / FORMAT_FILE
    restore = f"restore it from the backup: cp -a BACKUP/record/{FORMAT_FILE} {record}"
    try:
        written = Written(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        raise RecordError(f"{path}: a folder; move {path} elsewhere, and {restore}") from error
    except (ValueError, TypeError) as error:
        raise RecordError(f"{path}: cannot be read; {restore}") from error
    if not isinstance(written.format, int) or not isinstance(written.code_version, str):
        raise RecordError(f"{path}: cannot be read; {restore}")
    return written
