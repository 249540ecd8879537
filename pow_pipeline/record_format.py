"""In which format a record is written, so that an older version of this program leaves it alone.

The number goes up with a change that older versions would misread, such as an event of a new kind
that bears on figures.
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
    """How a record is written.

    Attributes:
        format: the number of its format.
        code_version: the newest version of this program that was at work on it.
    """

    format: int
    code_version: str


def keep_format(record: Path) -> None:
    """Say in the folder of a record that this version is at work on it, if it is the newest."""
    written, ours = _read(record), Written(FORMAT, VERSION)
    if written != ours and not (written and is_newer(written.code_version)):
        write_file(record / FORMAT_FILE, json.dumps(asdict(ours), indent=1).encode() + b"\n")


def refuse_newer_format(record: Path) -> None:
    """Refuse a record that this version may misread.

    Raises:
        RecordError: its format is newer; names both versions.
    """
    written = _read(record)
    if written and written.format > FORMAT:
        raise RecordError(
            f"{record}: written in format {written.format} by pow-pipeline "
            f"{written.code_version}; this is {VERSION}, which knows format {FORMAT}; install "
            f"{written.code_version} or a newer one"
        )


def newer_version(record: Path) -> str | None:
    """Return the newest version that was at work on a record, if it is newer than this one."""
    written = _read(record)
    return written.code_version if written and is_newer(written.code_version) else None


def is_newer(version: str) -> bool:
    """Whether a version of this program is newer than the one that runs."""
    if version == VERSION:
        return False
    from packaging.version import Version

    return Version(version) > Version(VERSION)


def _read(record: Path) -> Written | None:
    """Return how a record is written; None for one from before this was said."""
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
