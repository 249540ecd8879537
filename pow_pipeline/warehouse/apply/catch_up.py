"""Applies the events of the journal to the warehouse, in order of number.

Each event is applied in a transaction of its own, which also records its number. If a process is
killed after it appended an event, or while it applies one, the next run applies that event.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import duckdb

from pow_pipeline.errors import RecordError
from pow_pipeline.faults import FaultPoint, fault_point
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.apply.apply import ApplyContext, apply_event
from pow_pipeline.warehouse.query import execute
from pow_pipeline.warehouse.seal import is_sealed, refuse_edited, seal
from pow_pipeline.warehouse.shown import last_event, lost_events, lost_message

_STEPS: Final[dict[str, FaultPoint]] = {
    "received": "apply_received",
    "programme": "apply_programme",
    "validated": "apply_validated",
    "decided": "apply_decided",
    "feedback": "apply_feedback",
    "erased": "apply_erased",
    "editorial": "apply_editorial",
    "draft": "apply_draft",
    "released": "apply_released",
    "embargo_lifted": "apply_embargo_lifted",
    "uploaded": "apply_uploaded",
    "pruned": "apply_pruned",
    "reminded": "apply_reminded",
    "reminders_given": "apply_reminded",
    "reminders_mailed": "apply_reminded",
    "calendar": "apply_reminded",
}


class WarehouseUpdater:
    """Brings one open warehouse up to date with one journal."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        journal: Journal,
        blobs: Blobs,
        *,
        is_unchanged: bool = False,
    ) -> None:
        """Take an open warehouse and its journal.

        Args:
            connection: the open warehouse.
            journal: the journal.
            blobs: the contents that its events refer to.
            is_unchanged: whether this process closed the warehouse, and nothing wrote to it since.
        """
        self._connection = connection
        self._is_unchanged = is_unchanged
        self._journal = journal
        self._is_certain: bool | None = None
        programmes = ArchivedProgrammes(journal, blobs)
        self._context = ApplyContext(connection, blobs, programmes, Erasures())

    def catch_up(
        self,
        *,
        until: int | None = None,
        erased_by: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Apply the events that the warehouse does not show yet; return the number of the last one.

        Args:
            until: the last event to apply; all when not given.
            erased_by: the contents that events up to this one erase are left out; `until` when not
                given.
            progress: receives the number of each event applied, and of the last one to apply.
        """
        last = last_event(self._connection)
        self._hold_against_journal()
        self._check_seal(last)
        until = self._journal.head() if until is None else until
        ahead = self._journal.read(last, erased_by or until)
        self._context = replace(self._context, erasures=read_erasures(ahead))
        for event in self._journal.read(last, until):
            self._apply(event)
            if progress:
                progress(event.number, until)
        return until

    def seal(self) -> None:
        """Seal the warehouse, unless its earlier contents could not be checked."""
        if self._is_certain and not is_sealed(self._connection):
            seal(self._connection)

    def _check_seal(self, last: int) -> None:
        """Refuse a warehouse that was edited.

        One check is enough, because only this process writes to it.
        """
        if self._is_certain is None:
            self._is_certain = not last or is_sealed(self._connection)
            if last and self._is_certain and not self._is_unchanged:
                refuse_edited(self._connection)

    def _hold_against_journal(self) -> None:
        """Refuse a warehouse that does not match the journal.

        Raises:
            RecordError: an event was lost or changed after it was applied.
        """
        self._journal.refuse_lost()
        if lost := lost_events(self._connection, self._journal):
            raise RecordError(lost_message(lost, self._journal))

    def _apply(self, event: Event) -> None:
        self._connection.begin()
        try:
            apply_event(self._context, event)
            execute(
                self._connection,
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
        fault_point("applied")
