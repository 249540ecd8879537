"""Verifies the record: no event missing, an unbroken hash chain, every blob present and intact."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pow_pipeline.errors import PowError, RecordError
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal


@dataclass
class RecordFound:
    """Result of a check of the record.

    Attributes:
        events: number of events.
        blobs: number of blobs that events refer to and that must exist.
        hashed: number of these blobs whose hash was checked.
        problems: one alarm per problem.
    """

    events: int = 0
    blobs: int = 0
    hashed: int = 0
    problems: list[Alarm] = field(default_factory=list)


def verify_record(
    journal: Journal, blobs: Blobs, *, progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Check the whole record and return the number of events and blobs in it.

    Contents that a decision erased are allowed to be missing, and must be missing once the erasure
    is complete. The caller must prevent erasures during the check.

    Raises:
        RecordError: an event or a blob is missing or changed, or an erased blob still exists; the
            message names the first such file.
    """
    result = examine_record(journal, blobs, progress=progress)
    for problem in result.problems:
        raise RecordError(f"{problem.where}: {problem.found}; {problem.remedy}")
    return result.events, result.blobs


def examine_record(
    journal: Journal,
    blobs: Blobs,
    *,
    is_due: Callable[[str], bool] = lambda _: True,
    progress: Callable[[int, int], None] | None = None,
) -> RecordFound:
    """Check the whole record and return every problem.

    Args:
        journal: the journal; its chain is checked from the first event to the last.
        blobs: the blobs; all that events refer to must exist.
        is_due: returns whether to check the hash of the blob with this hash.
        progress: called with the number of events checked and their total.
    """
    result = RecordFound(events=journal.head())
    erasures = read_erasures(event for event, _ in _events(journal) if event)
    seen: set[str] = set()
    for number, (event, problem) in enumerate(_events(journal), start=1):
        if problem and problem not in result.problems:
            result.problems.append(problem)
        if event:
            named = [sha256 for sha256 in erasures.blobs_kept(event) if sha256 not in seen]
            result.problems += _look_at_blobs(blobs, named, is_due, result)
            seen.update(named)
        if progress:
            progress(number, result.events)
    result.problems += _look_at_end(journal, result.problems)
    result.problems += _foreign(journal, blobs)
    result.blobs = len(seen)
    result.problems += _come_back(blobs, erasures.gone - seen)
    if any(problem.code == "blob" for problem in result.problems):
        result.problems = _without_erased(result.problems, journal, blobs)
    return result


def _events(journal: Journal) -> Iterator[tuple[Event | None, Alarm | None]]:
    """Yield each event, None if unreadable, with an alarm about it or its chain link, if any."""
    for number in journal.numbers():
        event = None
        try:
            event = journal.event(number)
            journal.refuse_unlinked(event)
            yield event, None
        except RecordError as error:
            yield event, alarm_of("journal", error, expected="an unbroken chain of events")


def alarm_of(code: str, error: PowError, *, expected: str) -> Alarm:
    """Return an error as an alarm; its message must read `where: found; remedy`."""
    where, _, rest = str(error).partition(": ")
    found, _, remedy = rest.partition("; ")
    remedy = remedy.removeprefix("nothing was changed; ") or "remove the cause, then: pow verify"
    return Alarm(code, where, found, expected, remedy)


def _look_at_end(journal: Journal, problems: Sequence[Alarm]) -> Iterator[Alarm]:
    """Yield an alarm if the last event was lost or changed and no problem names its file yet."""
    try:
        journal.refuse_lost()
    except RecordError as error:
        alarm = alarm_of("journal", error, expected="the last event that was written")
        if alarm.where not in {problem.where for problem in problems}:
            yield alarm


def _foreign(journal: Journal, blobs: Blobs) -> Iterator[Alarm]:
    """Yield an alarm for each path in the record folders that this package did not write."""
    for path in (*journal.foreign(), *blobs.foreign()):
        expected = "nothing but what the record wrote"
        yield Alarm(
            "foreign", str(path), "no part of the record", expected, f"move {path} elsewhere"
        )


def _look_at_blobs(
    blobs: Blobs, named: list[str], is_due: Callable[[str], bool], result: RecordFound
) -> Iterator[Alarm]:
    for sha256 in named:
        is_hashed = is_due(sha256)
        result.hashed += is_hashed
        if damage := blobs.damage(sha256, is_hashed=is_hashed):
            where, remedy = str(blobs.path(sha256)), blobs.remedy(sha256)
            yield Alarm("blob", where, damage, "the bytes that an event names", remedy)


def _come_back(blobs: Blobs, gone: frozenset[str]) -> Iterator[Alarm]:
    for sha256 in sorted(gone):
        path = blobs.path(sha256)
        if path.exists():
            problem = "erased by a decision, and there again"
            yield Alarm("erased", str(path), problem, "nothing", "remove it")


def _without_erased(problems: list[Alarm], journal: Journal, blobs: Blobs) -> list[Alarm]:
    """Return the problems without the blobs that were erased during the check."""
    read = [event for event, _ in _events(journal) if event]
    erasures: Erasures = read_erasures(read)
    required = {str(blobs.path(sha256)) for event in read for sha256 in erasures.blobs_kept(event)}
    return [problem for problem in problems if problem.code != "blob" or problem.where in required]
