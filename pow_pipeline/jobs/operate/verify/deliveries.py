"""What must hold of deliveries: none is lost, none waits for long, and each sender is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pow_pipeline.feedback.outbox import DATA
from pow_pipeline.model import Alarm
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import FeedbackGiven, Judged, Received
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace

_SHOWN: Final = 5
AT_WORK: Final = "run: pow ingest; and see whether what starts it by itself is up: pow doctor"


@dataclass
class _Deliveries:
    """What the journal says of deliveries, by their names.

    Attributes:
        received: when each arrived.
        judged: by the number of the event, those that were judged in it.
        told: those of which the sender was told.
        erased: those of which the contents are gone.
        events: how many events could be read.
    """

    events: int = 0
    received: dict[str, datetime] = field(default_factory=dict)
    judged: dict[int, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)


def look_at_deliveries(workspace: Workspace, now: datetime, most: float) -> Iterator[Alarm]:
    """Yield what is wrong with deliveries, told from the journal and the outbox.

    Args:
        workspace: where.
        now: the present moment.
        most: the most seconds that one may wait to be judged.
    """
    journal = Journal(workspace.journal)
    said = _read(journal)
    judged = {name for names in said.judged.values() for name in names}
    lost = sorted(judged - set(said.received))
    if lost and said.events == journal.head():  # else what cannot be read may have received them
        expected = "a received event"
        yield Alarm("delivery", _some(lost), "judged, never received", expected, journal.restore)
    pending = {*said.received} - judged - said.erased
    if late := [name for name in pending if (now - said.received[name]).total_seconds() > most]:
        found, expected = f"{len(late)} not judged", f"each is within {most / 60:g} minutes"
        yield Alarm("waiting", _some(sorted(late)), found, expected, AT_WORK)
    for name in said.told:
        path = workspace.outbox / name.rsplit("-", 2)[0] / name / DATA
        if name not in said.erased and not path.is_file():
            expected = "the feedback that was given"
            yield Alarm("feedback", str(path), "missing", expected, _RESTORE_FOLDER)


_RESTORE_FOLDER: Final = "restore the folder from a back-up, or tell the sender another way"


def _read(journal: Journal) -> _Deliveries:
    said = _Deliveries()
    for event in journal.readable():
        said.events += 1
        if isinstance(event, Received):
            said.received |= {each.delivery: event.at for each in event.deliveries()}
        elif isinstance(event, Judged):
            said.judged[event.number] = [each.delivery for each in event.verdicts]
        elif isinstance(event, FeedbackGiven):
            said.told += said.judged.get(event.judged, [])
        elif isinstance(event, Erased):
            said.erased.update(event.files)
    return said


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
