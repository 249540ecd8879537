"""The last event that was written, kept beside the journal: the chain alone cannot show its loss.

`head.json` may lag behind the journal after a kill or with two writers at once, but is never ahead
of it. Without the file nothing is lost but this check.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pow_pipeline.durable import write_file
from pow_pipeline.record.event import EventBase

HEAD: Final = "head.json"
ONLY_THEN: Final = "only if no backup holds the events, go on without them: pow rebuild --yes"


@dataclass(frozen=True)
class Head:
    """The last event that was written.

    Attributes:
        number: its number.
        kind: its type, and which decision it is.
        sha256: the hash of its file.
    """

    number: int
    kind: str
    sha256: str

    @classmethod
    def of(cls, event: EventBase, content: bytes) -> "Head":
        """Return the head of a journal that ends with this event, whose file has this content."""
        return cls(event.number, kind_of(event), hashlib.sha256(content).hexdigest())


def kind_of(event: EventBase) -> str:
    """Return the type of an event, and which decision it is, such as `decided: extend`."""
    return ": ".join(event.model_dump(include={"type", "decision"}).values())


def read_head(record: Path) -> Head | None:
    """Return the last event that was written; None where that is not known."""
    try:
        return Head(**json.loads((record / HEAD).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def write_head(record: Path, head: Head) -> None:
    """Keep the last event that was written."""
    write_file(record / HEAD, json.dumps(asdict(head), indent=1).encode() + b"\n")


def restore_record(record: Path) -> str:
    """Return how to restore a record from its backup, which loses no newer event."""
    return f"restore the record from the backup: cp -a BACKUP/record/. {record}"
