"""Whether the record is whole: no gap, an unbroken chain, and every named blob with its hash."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pow_pipeline.errors import PowError, RecordError
from pow_pipeline.model import Alarm
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal


@dataclass
class RecordFound:
    """What a look at the record found.

    Attributes:
        events: how many there are.
        blobs: how many they name that must be there.
        hashed: of how many of these the bytes were hashed again.
        problems: what is not as it should be.
    """

    events: int = 0
    blobs: int = 0
    hashed: int = 0
    problems: list[Alarm] = field(default_factory=list)


def verify_record(
    journal: Journal, blobs: Blobs, *, progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Check the whole record and return how many events and blobs it holds.

    What a decision erased may be missing, and must be once the erasure is complete. Nothing may
    be erased meanwhile.

    Raises:
        RecordError: an event or a blob is missing or changed, or one that was erased is still
            there; names the first such file.
    """
    found = examine_record(journal, blobs, progress=progress)
    for problem in found.problems:
        raise RecordError(f"{problem.where}: {problem.found}; {problem.cure}")
    return found.events, found.blobs


def examine_record(
    journal: Journal,
    blobs: Blobs,
    *,
    is_due: Callable[[str], bool] = lambda _: True,
    progress: Callable[[int, int], None] | None = None,
) -> RecordFound:
    """Look at the whole record and return all that is wrong with it.

    Args:
        journal: the journal, whose chain is followed from the first event to the last.
        blobs: the blobs; all must be there.
        is_due: whether the bytes of the blob with this hash are hashed again.
        progress: told how many events are done, and of how many.
    """
    found = RecordFound(events=journal.head())
    erasures = read_erasures(event for event, _ in _events(journal) if event)
    seen: set[str] = set()
    for number, (event, problem) in enumerate(_events(journal), start=1):
        if problem and problem not in found.problems:
            found.problems.append(problem)
        if event:
            named = [each for each in erasures.blobs_kept(event) if each not in seen]
            found.problems += _look_at_blobs(blobs, named, is_due, found)
            seen.update(named)
        if progress:
            progress(number, found.events)
    found.problems += _look_at_end(journal, found.problems)
    found.problems += _foreign(journal, blobs)
    found.blobs = len(seen)
    found.problems += _come_back(blobs, erasures.gone - seen)
    if any(problem.code == "blob" for problem in found.problems):
        found.problems = _without_erased(found.problems, journal, blobs)
    return found


def _events(journal: Journal) -> Iterator[tuple[Event | None, Alarm | None]]:
    """Yield each event that can be read, and what is wrong with it or its place in the chain."""
    for number in journal.numbers():
        event = None
        try:
            event = journal.event(number)
            journal.refuse_unlinked(event)
            yield event, None
        except RecordError as error:
            yield event, alarm_of("journal", error, expected="an unbroken chain of events")


def alarm_of(code: str, error: PowError, *, expected: str) -> Alarm:
    """Return an error as an alarm: its message says where, what was found, and the remedy."""
    where, _, said = str(error).partition(": ")
    found, _, remedy = said.partition("; ")
    remedy = remedy.removeprefix("nothing was changed; ") or "remove the cause, then: pow verify"
    return Alarm(code, where, found, expected, remedy)


def _look_at_end(journal: Journal, problems: Sequence[Alarm]) -> Iterator[Alarm]:
    """Yield that the last event was lost or changed, unless its file has been named already."""
    try:
        journal.refuse_lost()
    except RecordError as error:
        alarm = alarm_of("journal", error, expected="the last event that was written")
        if alarm.where not in {each.where for each in problems}:
            yield alarm


def _foreign(journal: Journal, blobs: Blobs) -> Iterator[Alarm]:
    """Yield what stands in the record and is not from us."""
    for path in (*journal.foreign(), *blobs.foreign()):
        expected = "nothing but what the record wrote"
        yield Alarm(
            "foreign", str(path), "no part of the record", expected, f"move {path} elsewhere"
        )


def _look_at_blobs(
    blobs: Blobs, named: list[str], is_due: Callable[[str], bool], found: RecordFound
) -> Iterator[Alarm]:
    for sha256 in named:
        is_hashed = is_due(sha256)
        found.hashed += is_hashed
        if damage := blobs.damage(sha256, is_hashed=is_hashed):
            where, remedy = str(blobs.path(sha256)), blobs.remedy(sha256)
            yield Alarm("blob", where, damage, "the bytes that an event names", remedy)


def _come_back(blobs: Blobs, gone: frozenset[str]) -> Iterator[Alarm]:
    for sha256 in sorted(gone):
        path = blobs.path(sha256)
        if path.exists():
            said = "erased by a decision, and there again"
            yield Alarm("erased", str(path), said, "nothing", "remove it")


def _without_erased(problems: list[Alarm], journal: Journal, blobs: Blobs) -> list[Alarm]:
    """Leave out the blobs that were erased while they were looked for."""
    read = [event for event, _ in _events(journal) if event]
    erasures: Erasures = read_erasures(read)
    kept = {str(blobs.path(each)) for event in read for each in erasures.blobs_kept(event)}
    return [each for each in problems if each.code != "blob" or each.where in kept]
