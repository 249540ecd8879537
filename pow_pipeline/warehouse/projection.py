"""The projection: each event of the journal in one transaction, together with its number.

A crash is mended by going on from the last number; so is everything else that this does.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import duckdb

from pow_pipeline.errors import WarehouseError
from pow_pipeline.faults import FaultPoint, fault_point
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.apply import Projected, apply_event
from pow_pipeline.warehouse.shown import last_event

_STEPS: Final[dict[str, FaultPoint]] = {
    "received": "project_received",
    "programme": "project_programme",
    "judged": "project_judged",
    "decided": "project_decided",
    "feedback": "project_feedback",
    "erased": "project_erased",
    "editorial": "project_editorial",
    "concept": "project_concept",
    "released": "project_released",
    "disclosed": "project_disclosed",
    "uploaded": "project_uploaded",
    "pruned": "project_pruned",
    "reminded": "project_reminded",
    "reminders_given": "project_reminded",
    "reminders_mailed": "project_reminded",
    "calendar": "project_reminded",
}


class Projector:
    """Brings one open warehouse up to one journal."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, journal: Journal, blobs: Blobs
    ) -> None:
        self._connection = connection
        self._journal = journal
        programmes = ArchivedProgrammes(journal, blobs)
        self._projected = Projected(connection, blobs, programmes, Erasures())

    def catch_up(
        self,
        *,
        until: int | None = None,
        erased_by: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Apply the events that are not shown yet, and return the number of the last one.

        Args:
            until: the last event to apply; all there are when not given.
            erased_by: what is erased by this event is left out; `until` when not given.
            progress: told the number of each event applied, and of the last to come.
        """
        last = last_event(self._connection)
        self._hold_against_journal(last)
        until = self._journal.head() if until is None else until
        ahead = map(self._journal.event, range(last + 1, (erased_by or until) + 1))
        self._projected = replace(self._projected, erasures=read_erasures(ahead))
        for number in range(last + 1, until + 1):
            self._apply(self._journal.event(number))
            if progress:
                progress(number, until)
        return until

    def _hold_against_journal(self, last: int) -> None:
        """Refuse to go on where the warehouse shows another journal, such as one since restored."""
        shown = self._connection.execute(
            "SELECT sha256 FROM record.event WHERE number = ?", [last]
        ).fetchone()
        if shown and (last > self._journal.head() or shown[0] != self._journal.hash_of(last)):
            message = (
                f"the warehouse shows an event {last} that the journal does not hold; if the "
                "record is the right one, make the warehouse again with: pow rebuild"
            )
            raise WarehouseError(message)

    def _apply(self, event: Event) -> None:
        self._connection.begin()
        try:
            apply_event(self._projected, event)
            self._connection.execute(
                "INSERT INTO record.event VALUES (?, ?, ?, ?)",
                [
                    event.number,
                    event.type,
                    event.at.replace(tzinfo=None),
                    self._journal.hash_of(event.number),
                ],
            )
            fault_point(_STEPS[event.type])
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()
        fault_point("projected")
