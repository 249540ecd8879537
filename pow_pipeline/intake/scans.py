"""Scans of the inbox, and the time of arrival of each file that follows from them.

The modification time of a file is not evidence of arrival: a sender can set it, and a copy can
keep an old one. The change time of the inode is evidence, because only the system sets it. It is
accepted within two bounds: the last scan that did not see the file, and the first scan that did.
Outside these bounds a clock is wrong; the later bound is then used, so that a wrong time never
helps a late file.

The last scan is stored in a file next to the claims. Without that file the lower bound is the last
`received` event. Losing the file can make a file arrive later, never earlier.
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
from pow_pipeline.model.deliveries import Evidence
from pow_pipeline.present import refuse_incredible
from pow_pipeline.record.journal import Journal

_LOG: Final = logging.getLogger(__name__)
# Operating systems round the change time down to a clock tick of at most 10 ms.
_GRAIN: Final = timedelta(milliseconds=10)
_GRAIN_NANOSECONDS: Final = 10_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Arrival:
    """The time of arrival of a file.

    Attributes:
        at: the time.
        evidence: evidence for the time, see `model.Evidence`.
        tie: name shared by files of the same sender whose order of arrival is unknown.
    """

    at: datetime
    evidence: Evidence
    tie: str | None = None


@dataclass(frozen=True)
class Sighting:
    """The scans that bound the arrival of a file, unchanged since it was first seen.

    Attributes:
        since: time of the last scan that did not see the file.
        seen: time of the first scan that saw the file.
        tie: see `Arrival`.
    """

    since: datetime
    seen: datetime
    tie: str | None

    def arrival(self, file: Waiting, received: datetime) -> Arrival:
        """Return the arrival of the file, given that it is received at `received`."""
        latest = min(self.seen, received)
        changed = _moment(file.changed)
        if changed and self.since - _GRAIN <= changed <= latest:
            return Arrival(max(changed, self.since), "changed", self.tie)
        return Arrival(latest, "seen" if latest < received else "received", self.tie)


@dataclass(frozen=True)
class Scans:
    """The results of all scans up to the last one.

    Attributes:
        folders: sender to the time of the last scan of its folder.
        files: the files that the last scan saw.
        moment: end of the last scan; it is the time of receipt of the files received by it.
        earliest: lower bound for folders without a known scan.
    """

    folders: Mapping[str, datetime]
    files: Mapping[Waiting, Sighting]
    moment: datetime
    earliest: datetime

    def scan(self, inbox: Inbox, *, clock: Callable[[], datetime], after: int) -> "Scans":
        """Scan the inbox again and return the updated scans.

        Args:
            inbox: the inbox.
            clock: returns the current time.
            after: number of the last `received` event.

        Raises:
            MachineFaultError: the clock shows an impossible time.
        """
        began = clock()
        refuse_incredible(began)
        folders = inbox.open_folders()
        waiting = inbox.finished()
        seen = clock()
        new = [file for file in waiting if file not in self.files]
        taken = [sighting.tie for sighting in self.files.values()]
        ties = _name_ties(new, after=after, taken=taken)
        known = {file: self.files[file] for file in waiting if file in self.files}
        for file in new:
            since = self.folders.get(file.sender, self.earliest)
            known[file] = Sighting(since, seen, ties.get(file))
        moments = {**self.folders, **dict.fromkeys(folders, began)}
        return Scans(moments, known, seen, self.earliest)

    def arrival(self, file: Waiting) -> Arrival:
        """Return the arrival of a file, given that it is received at the last scan."""
        return self.files[file].arrival(file, self.moment)

    def order(self, file: Waiting) -> tuple[datetime, int, int, str, str]:
        """Return a sort key for the order of arrival, based on the best evidence available."""
        seen = self.files[file].seen
        return seen, file.changed, file.written, file.sender, file.name

    def keep(self, path: Path) -> None:
        """Store the scans for the next run; log a failure, because nothing depends on the file."""
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
            _LOG.warning("the last scan of the inbox could not be stored: %s", error.strerror)


def last_scans(path: Path, journal: Journal) -> Scans:
    """Return the stored scans; if there are none, start from the last `received` event."""
    earliest = _last_received(journal)
    try:
        content = json.loads(path.read_bytes())
        folders = {sender: _read(at) for sender, at in content["folders"].items()}
        files = {
            Waiting(*file): Sighting(_read(since), _read(seen), tie)
            for *file, since, seen, tie in content["files"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Scans({}, {}, earliest, earliest)
    return Scans(folders, files, earliest, earliest)


def _last_received(journal: Journal) -> datetime:
    """Return the time of the last `received` event; if there is none, of the first event."""
    received = (event.at for event in journal.read_back() if event.type == "received")
    first = (event.at for event in journal.read())
    return next(received, None) or next(first, datetime.now(UTC))


def _name_ties(
    files: Iterable[Waiting], *, after: int, taken: Collection[str | None]
) -> dict[Waiting, str]:
    """Return the name of the tie of each file whose order of arrival is unknown."""
    names = (f"{after}-{number}" for number in range(1, 2**31))
    free = (name for name in names if name not in taken)
    by_sender = groupby(sorted(files, key=_by_change), lambda file: file.sender)
    runs = (run for _, sent in by_sender for run in _in_doubt(list(sent)))
    groups = (run for run in runs if len(run) > 1)
    return {file: name for group, name in zip(groups, free, strict=False) for file in group}


def _by_change(file: Waiting) -> tuple[str, int, int, str]:
    return file.sender, file.changed, file.written, file.name


def _in_doubt(files: list[Waiting]) -> Iterator[list[Waiting]]:
    """Split the files of one sender, in order of change time, into runs of unknown order.

    The order of two neighbours is known under two conditions. Their change times clearly differ,
    and no file up to the first was written after any file from the second on. A copy that keeps an
    old modification time, or a `chmod` that renews the change time, makes the order unknown.
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
    """Return a file system time as UTC; None if it is outside the range of `datetime`."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
