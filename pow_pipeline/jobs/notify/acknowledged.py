"""Stores the number of the last event that other systems were notified of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pow_pipeline.durable import make_folder, write_file
from pow_pipeline.jobs.engine.run import Run


@dataclass(frozen=True)
class Acknowledged:
    """Number of the last event that a kind of notification covers, stored outside the record.

    If the number is lost, notifications continue with future events, and only those of events
    since the last notification are missing.
    """

    run: Run
    kind: Literal["submissions", "releases"]

    def last(self) -> int:
        """Return the stored number; if there is none, store and return that of the last event."""
        head = self.run.journal.head()
        try:
            return min(int(self._path.read_text(encoding="ascii")), head)
        except (FileNotFoundError, ValueError):
            self.note(head)
            return head

    def note(self, event: int) -> None:
        """Store that notifications were sent up to an event."""
        make_folder(self._path.parent)
        write_file(self._path, str(event).encode())

    @property
    def _path(self) -> Path:
        return self.run.workspace.service / f"notified-{self.kind}"
