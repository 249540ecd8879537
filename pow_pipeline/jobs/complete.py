"""Which periods are complete: every region that has to report has a report that counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.model import Verdict
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.overview import is_complete
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Complete:
    """A period in which nobody is silent.

    Attributes:
        event: the last event that this was seen of.
        is_wanted: whether the programme wants a release of it now.
    """

    period: str
    event: int
    is_wanted: bool


def complete_periods(workspace: Workspace, verdicts: Sequence[Verdict]) -> list[Complete]:
    """Return the periods of accepted deliveries that are complete now."""
    periods = {
        verdict.period for verdict in verdicts if verdict.outcome == "accepted" and verdict.period
    }
    if not periods:
        return []
    programme = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
    is_wanted = programme.publication.when_complete
    with read_warehouse(workspace.warehouse) as connection:
        event = last_event(connection)
        complete = [period for period in sorted(periods) if is_complete(connection, period)]
    return [Complete(period, event, is_wanted) for period in complete]
