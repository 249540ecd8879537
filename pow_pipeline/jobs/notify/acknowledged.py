"""How far others have been told of what the record says; who made it happen does not matter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Told:
    """A number that is kept beside the record: up to that event others were told of its kind.

    Without it nothing is lost but what happened since then; they are told of what is to come.
    """

    workspace: Workspace
    kind: Literal["submissions", "releases"]

    def last(self) -> int:
        """Return the last event that they were told of; where none was, the last that there is."""
        head = Journal(self.workspace.journal).head()
        try:
            return min(int(self._path.read_text(encoding="ascii")), head)
        except (FileNotFoundError, ValueError):
            self.note(head)
            return head

    def note(self, event: int) -> None:
        """Note that they were told of everything up to an event."""
        make_folder(self._path.parent)
        write_file(self._path, str(event).encode())

    @property
    def _path(self) -> Path:
        return self.workspace.service / f"told-{self.kind}"
