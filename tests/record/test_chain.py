"""A damaged journal: every way of reading, and every append, names the damage and stops."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Finalised
from pow_pipeline.record.events import Event, FeedbackGiven, Received, ReceivedFile
from pow_pipeline.record.integrity import examine_record
from pow_pipeline.record.journal import Journal

NOW = datetime(2021, 7, 10, tzinfo=UTC)
LAST = 5


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of five events, the last of them a decision."""
    (tmp_path / "record" / "journal").mkdir(parents=True)
    (tmp_path / "record" / "blobs").mkdir()
    journal = Journal(tmp_path / "record" / "journal")
    for validated in range(LAST - 1):
        journal.append(FeedbackGiven(at=NOW, validated=validated))
    journal.append(Finalised(at=NOW, by="anna", why="checked", period="2021-H1"))
    shutil.copytree(tmp_path / "record", tmp_path / "backup" / "record")
    return tmp_path / "record"


def path_of(record: Path, number: int) -> Path:
    return record / "journal" / f"{number:09d}.json"


def edit(number: int) -> Callable[[Path], None]:
    def harm(record: Path) -> None:
        path = path_of(record, number)
        path.write_bytes(path.read_bytes().replace(b"2021-07-10", b"2021-07-11"))

    return harm


def write(number: int, content: bytes) -> Callable[[Path], None]:
    return lambda record: path_of(record, number).write_bytes(content) and None


def lose(*numbers: int) -> Callable[[Path], None]:
    return lambda record: [path_of(record, number).unlink() for number in numbers] and None


def copy(number: int, to: int) -> Callable[[Path], None]:
    return lambda record: shutil.copy(path_of(record, number), path_of(record, to)) and None


def make_folder(number: int) -> Callable[[Path], None]:
    def harm(record: Path) -> None:
        path_of(record, number).unlink(missing_ok=True)
        path_of(record, number).mkdir()

    return harm


def link_nowhere(number: int) -> Callable[[Path], None]:
    def harm(record: Path) -> None:
        path_of(record, number).unlink(missing_ok=True)
        path_of(record, number).symlink_to("nowhere")

    return harm


DAMAGE = {
    "first event changed": (edit(1), "000000002.json: does not follow event 1"),
    "middle event changed": (edit(3), "000000004.json: does not follow event 3"),
    "last event changed": (edit(5), "event 5 (decided: final) was changed since"),
    "middle event empty": (write(3, b""), "000000003.json: not a readable event"),
    "middle event cut off": (write(3, b'{\n "number": 3,'), "000000003.json: not a readable event"),
    "last event empty": (write(5, b""), "000000005.json"),
    "middle event lost": (lose(3), "000000003.json: missing"),
    "last event lost": (lose(5), "missing, though event 5 (decided: final) was written"),
    "last two events lost": (lose(4, 5), "missing, though event 5 (decided: final) was written"),
    "all events lost": (lose(1, 2, 3, 4, 5), "missing, though event 5"),
    "another event in its place": (copy(2, 3), "000000003.json: holds event 2, not event 3"),
    "a folder in its place": (make_folder(3), "000000003.json: a folder"),
    "an event too many": (copy(4, 6), "000000006.json: holds event 4, not event 6"),
    "an event far ahead": (copy(4, 9), "missing"),
    "a folder too many": (make_folder(6), "000000006.json: a folder"),
    "a link too many": (link_nowhere(6), "000000006.json: a link to nothing"),
    "a link in place of a middle event": (link_nowhere(3), "000000003.json: a link to nothing"),
    "a link in place of the last event": (link_nowhere(5), "000000005.json: a link to nothing"),
    "a folder in place of the last event": (make_folder(5), "000000005.json: a folder"),
}


@pytest.mark.parametrize(("harm", "found"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_named_nothing_is_built_on_it_and_the_remedy_works(
    harm: Callable[[Path], None], found: str, record: Path
):
    harm(record)
    before = {path: path.lstat().st_mtime_ns for path in record.rglob("*")}
    for use in (check, append):
        with pytest.raises(RecordError, match=re.escape(found)) as refused:
            use(Journal(record / "journal"))
        assert "nothing was changed" in str(refused.value)
    assert {path: path.lstat().st_mtime_ns for path in record.rglob("*")} == before
    problems = examine_record(Journal(record / "journal"), Blobs(record / "blobs")).problems
    assert problems
    assert all("restore" in each.remedy or "move" in each.remedy for each in problems)
    follow([each.remedy for each in problems], record)
    check(Journal(record / "journal"))
    assert not examine_record(Journal(record / "journal"), Blobs(record / "blobs")).problems
    assert append(Journal(record / "journal")) == LAST + 1


def check(journal: Journal) -> None:
    """Check all of a journal, as commands do before they build on it."""
    journal.verify_chain()
    journal.refuse_lost()
    assert len(list(journal.read())) == LAST


def append(journal: Journal) -> int:
    """Read all and append, as decisions do."""
    list(journal.read())
    return journal.append(FeedbackGiven(at=NOW, validated=9)).number


def follow(remedies: list[str], record: Path) -> None:
    """Do what remedies say: move files elsewhere, then copy the record from its backup."""
    moved = {path for each in remedies for path in re.findall(r"(/\S+\.json)(?=[ ;]|$)", each)}
    for path in moved:
        shutil.move(path, record.parent)
    if any("restore the record from the backup: cp -a" in each for each in remedies):
        shutil.copytree(record.parent / "backup" / "record", record, dirs_exist_ok=True)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_reading_stops_before_what_follows_a_changed_event(number: int, record: Path):
    edit(number)(record)
    journal = Journal(record / "journal")
    assert numbers_until_damage(journal.read(), number) == list(range(1, number + 1))
    assert numbers_until_damage(journal.read_back(), number) == list(range(LAST, number, -1))


def numbers_until_damage(events: Iterator[Event], changed: int) -> list[int]:
    seen: list[int] = []
    with pytest.raises(RecordError, match=f"{changed + 1:09d}.json: does not follow"):
        seen.extend(event.number for event in events)
    return seen


def test_a_part_is_read_from_the_event_before_it(record: Path):
    journal = Journal(record / "journal")
    assert [event.number for event in journal.read(2, 4)] == [3, 4]
    assert [event.number for event in journal.read(LAST)] == []
    edit(1)(record)
    assert [event.number for event in journal.read(2)] == [3, 4, 5]
    with pytest.raises(RecordError):
        next(journal.read(1))


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"number": 5}', b"folder"])
def test_a_head_that_does_not_say_is_no_obstacle(content: bytes | None, record: Path):
    head = record / "head.json"
    head.unlink()
    if content is not None:
        head.write_bytes(content)
    check(Journal(record / "journal"))
    assert append(Journal(record / "journal")) == LAST + 1
    assert json.loads(head.read_bytes())["number"] == LAST + 1


def test_a_head_that_lags_behind_is_no_obstacle(record: Path):
    head = record / "head.json"
    earlier = head.read_bytes()
    append(Journal(record / "journal"))
    head.write_bytes(earlier)
    Journal(record / "journal").verify_chain()
    assert append(Journal(record / "journal")) == LAST + 2


@pytest.mark.parametrize(
    ("harm", "last", "set_aside"),
    [
        (lose(5), 4, []),
        (lose(4, 5), 3, []),
        (lose(1, 2, 3, 4, 5), 0, []),
        (edit(5), 4, [5]),
        (write(5, b""), 4, [5]),
        (make_folder(5), 4, [5]),
        (link_nowhere(5), 4, [5]),
        (lambda record: None, 5, []),
    ],
)
def test_the_end_that_is_accepted_is_the_last_event_as_it_was_written(
    harm: Callable[[Path], None], last: int, set_aside: list[int], record: Path
):
    harm(record)
    aside = Journal(record / "journal").accept_end()
    assert aside == [record / "set-aside" / f"{number:09d}.json" for number in set_aside]
    Journal(record / "journal").verify_chain()
    Journal(record / "journal").refuse_lost()
    assert append(Journal(record / "journal")) == last + 1


@pytest.mark.parametrize(
    ("harm", "found"), [(make_folder(5), "a folder"), (link_nowhere(5), "a link to nothing")]
)
def test_what_is_shown_in_the_place_of_the_last_event_is_named(harm, found, record: Path):
    harm(record)
    with pytest.raises(RecordError, match=found):
        Journal(record / "journal").refuse_lost()


def test_a_lost_end_is_named_once_it_is_lost(record: Path):
    journal = Journal(record / "journal")
    assert journal.lost() == []
    lose(5)(record)
    (lost,) = journal.lost()
    assert lost.startswith("event 5 (")
    (record / "head.json").unlink()
    assert journal.lost() == []


def test_events_that_can_be_read_are_read_whatever_is_wrong_with_others(record: Path):
    write(3, b"")(record)
    assert [event.number for event in Journal(record / "journal").readable()] == [1, 2, 4, 5]


@pytest.mark.parametrize("harm", [edit(3), edit(4), lose(3), write(4, b"")])
def test_no_end_is_accepted_after_damage_before_it(harm: Callable[[Path], None], record: Path):
    harm(record)
    before = sorted(record.rglob("*"))
    with pytest.raises(RecordError, match="nothing was changed"):
        Journal(record / "journal").accept_end()
    assert sorted(record.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["notes.txt", "000000003 (copy).json", "3.json", "0000000010.json"]
)
def test_what_is_no_event_is_named_and_holds_up_nothing(name: str, record: Path):
    (record / "journal" / name).write_text("x")
    (record / "journal" / ".5f.aside").write_text("x")
    check(Journal(record / "journal"))
    (problem,) = examine_record(Journal(record / "journal"), Blobs(record / "blobs")).problems
    assert (problem.code, problem.where) == ("foreign", str(record / "journal" / name))


@pytest.mark.parametrize("name", ["x", "zz/1", "ab/cd", "AB/" + "a" * 64])
def test_what_is_no_blob_is_named(name: str, record: Path):
    path = record / "blobs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    problems = examine_record(Journal(record / "journal"), Blobs(record / "blobs")).problems
    assert str(path) in {each.where for each in problems}


@pytest.mark.parametrize(
    "harm", ["changed", "emptied", "lost", "folder", "file for folder", "link", "link for folder"]
)
def test_a_damaged_blob_is_restored_as_stated(harm: str, record: Path):
    blobs, journal = Blobs(record / "blobs"), Journal(record / "journal")
    (sha256,) = blobs.add([b"what a region sent"])
    file = ReceivedFile(sender="AM12", name="a.xlsx", sha256=sha256, size=18)
    journal.append(Received(at=NOW, after=0, files=(file,)))
    shutil.copytree(record, record.parent / "backup" / "record", dirs_exist_ok=True)
    path = blobs.path(sha256)
    path.unlink()
    if harm in ("changed", "emptied"):
        path.write_bytes(b"else" if harm == "changed" else b"")
    elif harm == "folder":
        path.mkdir()
    elif harm == "file for folder":
        path.parent.rmdir()
        path.parent.write_text("x")
    elif harm == "link":
        path.symlink_to("nowhere")
    elif harm == "link for folder":
        path.parent.rmdir()
        path.parent.symlink_to("nowhere")
    with pytest.raises(RecordError, match=re.escape("restore the record from the backup: cp -a")):
        blobs.read(sha256)
    (problem,) = examine_record(journal, blobs).problems
    for moved in re.findall(r"move (\S+) elsewhere", problem.remedy):
        shutil.move(moved, record.parent / "moved")
    shutil.copytree(record.parent / "backup" / "record", record, dirs_exist_ok=True)
    assert blobs.read(sha256) == b"what a region sent"
    assert not examine_record(journal, blobs).problems


def test_bytes_that_come_again_take_the_place_of_damaged_ones(record: Path):
    blobs = Blobs(record / "blobs")
    (sha256,) = blobs.add([b"what a region sent"])
    blobs.path(sha256).write_bytes(b"")
    blobs.add([b"what a region sent"])
    assert blobs.read(sha256) == b"what a region sent"
