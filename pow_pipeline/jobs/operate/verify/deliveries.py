"""Checks that no delivery is lost or waits too long, and that its feedback exists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pow_pipeline.feedback.files import DATA
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import FeedbackGiven, Received, Validated
from pow_pipeline.record.journal import Journal

_SHOWN: Final = 5
AT_WORK: Final = "run: pow ingest; and see whether what starts it by itself is up: pow doctor"


@dataclass
class _Deliveries:
    """Deliveries in the journal, by name.

    Attributes:
        events: number of readable events.
        received: maps each delivery to its time of arrival.
        validated: maps the number of an event to the deliveries validated in it.
        notified: deliveries whose feedback was written.
        erased: deliveries whose contents were erased.
    """

    events: int = 0
    received: dict[str, datetime] = field(default_factory=dict)
    validated: dict[int, list[str]] = field(default_factory=dict)
    notified: list[str] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)


def check_deliveries(run: Run, most: float) -> Iterator[Alarm]:
    """Yield an alarm for each problem with deliveries, from the journal and the outbox.

    Args:
        run: the run.
        most: maximum time in seconds that a delivery may wait for its validation.
    """
    journal, now = run.journal, run.clock()
    known = _read(journal)
    validated = {name for names in known.validated.values() for name in names}
    lost = sorted(validated - set(known.received))
    if lost and known.events == journal.head():  # an unreadable event may have received them
        expected = "a received event"
        yield Alarm("delivery", _some(lost), "validated, never received", expected, journal.restore)
    pending = {*known.received} - validated - known.erased
    if late := [name for name in pending if (now - known.received[name]).total_seconds() > most]:
        found, expected = f"{len(late)} not validated", f"each is within {most / 60:g} minutes"
        yield Alarm("waiting", _some(sorted(late)), found, expected, AT_WORK)
    for name in known.notified:
        path = run.workspace.outbox / name.rsplit("-", 2)[0] / name / DATA
        if name not in known.erased and not path.is_file():
            expected = "the feedback that was given"
            yield Alarm("feedback", str(path), "missing", expected, _RESTORE_FOLDER)


_RESTORE_FOLDER: Final = "restore the folder from a back-up, or tell the sender another way"


def _read(journal: Journal) -> _Deliveries:
    known = _Deliveries()
    for event in journal.readable():
        known.events += 1
        if isinstance(event, Received):
            known.received |= {delivery.delivery: event.at for delivery in event.deliveries()}
        elif isinstance(event, Validated):
            known.validated[event.number] = [result.delivery for result in event.results]
        elif isinstance(event, FeedbackGiven):
            known.notified += known.validated.get(event.validated, [])
        elif isinstance(event, Erased):
            known.erased.update(event.files)
    return known


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
