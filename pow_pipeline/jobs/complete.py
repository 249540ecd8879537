"""Which periods are complete: every region that has to report has a report that counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.model import Verdict
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.overview import is_complete
from pow_pipeline.warehouse.projection import last_event
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Complete:
    """A period in which nobody is silent.

    Attributes:
        event: the last event that this was seen of.
    """

    period: str
    event: int


def complete_periods(workspace: Workspace, verdicts: Sequence[Verdict]) -> list[Complete]:
    """Return the periods of accepted deliveries that are complete now."""
    periods = {
        verdict.period for verdict in verdicts if verdict.outcome == "accepted" and verdict.period
    }
    if not periods:
        return []
    with read_warehouse(workspace.warehouse) as connection:
        event = last_event(connection)
        return [
            Complete(period, event) for period in sorted(periods) if is_complete(connection, period)
        ]
