"""Looks at the inbox: what each saw, and what follows from that about when a file arrived.

A sender can set the modification time of a file, and copying may keep an old one, so it is not
evidence of arrival. The change time of the inode is: only the system sets it. It is believed
within bounds: not before the last look that did not see the file, and not after the first one that
did. Outside these bounds a clock is wrong, and the later bound counts, so that a wrong time cannot
help a late file.

The last look is kept in a file next to the claims. Without that file the bound is the last
`received` event, so losing it makes a file arrive later, never earlier.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Final

from pow_pipeline.durable import write_file
from pow_pipeline.intake.inbox import Inbox, Waiting
from pow_pipeline.model import Evidence
from pow_pipeline.present import refuse_incredible
from pow_pipeline.record.journal import Journal

_LOG: Final = logging.getLogger(__name__)
# Systems round the change time down to a tick of their clock, of 10 ms or less.
_GRAIN: Final = timedelta(milliseconds=10)
_GRAIN_NANOSECONDS: Final = 10_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Arrival:
    """When a file arrived.

    Attributes:
        at: the moment.
        evidence: what it follows from, see `model.Evidence`.
        tie: a name that is shared by files of the same sender whose order of arrival is not known.
    """

    at: datetime
    evidence: Evidence
    tie: str | None = None


@dataclass(frozen=True)
class Sighting:
    """What looks say about a file that has stayed the same since it was first seen.

    Attributes:
        since: the moment of the last look that did not see it.
        seen: the moment of the first look that saw it.
        tie: see `Arrival`.
    """

    since: datetime
    seen: datetime
    tie: str | None

    def arrival(self, file: Waiting, received: datetime) -> Arrival:
        """Return when the file arrived, if it is received now."""
        latest = min(self.seen, received)
        changed = _moment(file.changed)
        if changed and self.since - _GRAIN <= changed <= latest:
            return Arrival(max(changed, self.since), "changed", self.tie)
        return Arrival(latest, "seen" if latest < received else "received", self.tie)


@dataclass(frozen=True)
class Looks:
    """What is known after a look.

    Attributes:
        folders: the moment of the last look at the folder of each sender.
        files: the files that the last look saw.
        moment: when the last look ended; what is received by it is received at this moment.
        earliest: the bound for the folders of which no look is known.
    """

    folders: Mapping[str, datetime]
    files: Mapping[Waiting, Sighting]
    moment: datetime
    earliest: datetime

    def look(self, inbox: Inbox, *, clock: Callable[[], datetime], after: int) -> "Looks":
        """Look once more.

        Args:
            inbox: where.
            clock: the present moment.
            after: the number of the last `received` event.

        Raises:
            MachineFaultError: the clock cannot be right.
        """
        began = clock()
        refuse_incredible(began)
        folders = inbox.open_folders()
        waiting = inbox.finished()
        seen = clock()
        new = [file for file in waiting if file not in self.files]
        ties = _name_ties(new, after=after, taken=[each.tie for each in self.files.values()])
        known = {file: self.files[file] for file in waiting if file in self.files}
        for file in new:
            since = self.folders.get(file.sender, self.earliest)
            known[file] = Sighting(since, seen, ties.get(file))
        moments = {**self.folders, **dict.fromkeys(folders, began)}
        return Looks(moments, known, seen, self.earliest)

    def arrival(self, file: Waiting) -> Arrival:
        """Return when a file arrived that is received by the last look."""
        return self.files[file].arrival(file, self.moment)

    def order(self, file: Waiting) -> tuple[datetime, int, int, str, str]:
        """Return what puts files in order of arrival, by the best evidence that there is."""
        seen = self.files[file].seen
        return seen, file.changed, file.written, file.sender, file.name

    def keep(self, path: Path) -> None:
        """Keep this for the next look; a failure is logged, since nothing depends on it."""
        content = {
            "folders": {sender: at.isoformat() for sender, at in self.folders.items()},
            "files": [
                [*astuple(file), known.since.isoformat(), known.seen.isoformat(), known.tie]
                for file, known in self.files.items()
            ],
        }
        try:
            write_file(path, json.dumps(content).encode())
        except OSError as error:
            _LOG.warning("the last look at the inbox could not be kept: %s", error.strerror)


def last_looks(path: Path, journal: Journal) -> Looks:
    """Return what was kept of the last look, or what the journal says where nothing was kept."""
    earliest = _last_received(journal)
    try:
        content = json.loads(path.read_bytes())
        folders = {sender: _read(at) for sender, at in content["folders"].items()}
        files = {
            Waiting(*file): Sighting(_read(since), _read(seen), tie)
            for *file, since, seen, tie in content["files"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Looks({}, {}, earliest, earliest)
    return Looks(folders, files, earliest, earliest)


def _last_received(journal: Journal) -> datetime:
    """Return the moment of the last event that received files, else of the first event."""
    received = (event.at for event in journal.read_back() if event.type == "received")
    first = (event.at for event in journal.read())
    return next(received, None) or next(first, datetime.now(UTC))


def _name_ties(
    files: Iterable[Waiting], *, after: int, taken: Collection[str | None]
) -> dict[Waiting, str]:
    """Return the name of its tie for each file whose order of arrival is not known."""
    names = (f"{after}-{number}" for number in range(1, 2**31))
    free = (name for name in names if name not in taken)
    by_sender = groupby(sorted(files, key=_by_change), lambda file: file.sender)
    runs = (run for _, sent in by_sender for run in _in_doubt(list(sent)))
    groups = (run for run in runs if len(run) > 1)
    return {file: name for group, name in zip(groups, free, strict=False) for file in group}


def _by_change(file: Waiting) -> tuple[str, int, int, str]:
    return file.sender, file.changed, file.written, file.name


def _in_doubt(files: list[Waiting]) -> Iterator[list[Waiting]]:
    """Yield files of one sender, given in order of change, in runs within which order is in doubt.

    The order of two neighbours is known where they changed at clearly different moments and no file
    up to the first was written after a file from the second on: a copy that keeps its old
    modification time, or a change time that a `chmod` renewed, leaves a doubt.
    """
    latest_before = list(accumulate((file.written for file in files), max))
    backwards = accumulate((file.written for file in reversed(files)), min)
    earliest_after = list(backwards)[::-1]
    run = files[:1]
    for place, (file, following) in enumerate(pairwise(files)):
        is_apart = following.changed - file.changed >= _GRAIN_NANOSECONDS
        if is_apart and latest_before[place] <= earliest_after[place + 1]:
            yield run
            run = []
        run.append(following)
    yield run


def _moment(nanoseconds: int) -> datetime | None:
    """Return a moment of the file system, None for one that no calendar knows."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
