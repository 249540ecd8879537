"""Number and hash of the last written event, stored next to the journal in `head.json`.

The hash chain alone cannot reveal that the last event was lost. After a kill, or with two writers
at once, `head.json` can lag behind the journal, but it is never ahead of it. If the file is lost,
only this check is lost.
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
        number: number of the event.
        kind: type of the event; for a decision, also the type of decision.
        sha256: hash of its file.
    """

    number: int
    kind: str
    sha256: str

    @classmethod
    def of(cls, event: EventBase, content: bytes) -> "Head":
        """Return the head of a journal that ends with this event.

        Args:
            event: the last event.
            content: the content of its file.
        """
        return cls(event.number, kind_of(event), hashlib.sha256(content).hexdigest())


def kind_of(event: EventBase) -> str:
    """Return the type of an event; for a decision, with its type, such as `decided: extend`."""
    return ": ".join(event.model_dump(include={"type", "decision"}).values())


def read_head(record: Path) -> Head | None:
    """Return the last event that was written; None if it is not known."""
    try:
        return Head(**json.loads((record / HEAD).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def write_head(record: Path, head: Head) -> None:
    """Store the last event that was written."""
    write_file(record / HEAD, json.dumps(asdict(head), indent=1).encode() + b"\n")


def restore_record(record: Path) -> str:
    """Return the command that restores a record from its backup without losing newer events."""
    return f"restore the record from the backup: cp -a BACKUP/record/. {record}"
