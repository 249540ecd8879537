"""A look at the whole record names everything that is wrong with it, each with its place."""

import hashlib
from datetime import UTC, datetime

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import ErasureCompleted, FeedbackGiven, Received, ReceivedFile
from pow_pipeline.record.integrity import RecordFound, examine_record, verify_record
from pow_pipeline.record.journal import Journal

NOW = datetime(2021, 7, 10, tzinfo=UTC)
CONTENTS = (b"first", b"second", b"third")


def name_of(content):
    return hashlib.sha256(content).hexdigest()


class Record:
    """A journal with one received event of three files, and their blobs."""

    def __init__(self, folder):
        self.folder = folder / "journal"
        self.folder.mkdir()
        self.journal, self.blobs = Journal(self.folder), Blobs(folder / "blobs")
        self.receive(*CONTENTS)

    def receive(self, *contents):
        names = self.blobs.add(contents)
        files = tuple(
            ReceivedFile(sender="AM12", name="a.xlsx", sha256=name, size=len(content))
            for name, content in zip(names, contents, strict=True)
        )
        return self.journal.append(Received(at=NOW, after=0, files=files))

    def event(self, number):
        return self.folder / f"{number:09d}.json"

    def examine(self, **options):
        return examine_record(Journal(self.folder), self.blobs, **options)

    def erase(self, delivery, content):
        decision = Erased(
            at=NOW, by="me", why="x", files={delivery: name_of(content)}, rewritten={}
        )
        return self.journal.append(decision)


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path)


def described(found):
    return [(each.code, each.found) for each in found.problems]


def test_a_whole_record_has_no_problems_and_is_counted(record):
    record.receive(b"first", b"fourth")  # a blob that was named before counts once
    record.journal.append(FeedbackGiven(at=NOW, validated=1))
    found = record.examine()
    assert (found.events, found.blobs, found.hashed, found.problems) == (3, 4, 4, [])
    assert verify_record(record.journal, record.blobs) == (3, 4)


def test_before_a_look_nothing_has_been_found():
    assert RecordFound() == RecordFound(events=0, blobs=0, hashed=0, problems=[])


def test_blobs_that_are_not_due_are_not_hashed(record):
    record.blobs.path(name_of(b"second")).write_bytes(b"another")
    found = record.examine(is_due=lambda name: name == name_of(b"first"))
    assert (found.blobs, found.hashed, found.problems) == (3, 1, [])


def test_progress_is_reported_for_each_event(record):
    record.receive(b"fourth")
    seen = []
    record.examine(progress=lambda *each: seen.append(each))
    assert seen == [(1, 2), (2, 2)]


def test_everything_that_is_wrong_is_named(record):
    record.blobs.path(name_of(b"first")).unlink()
    record.blobs.path(name_of(b"second")).write_bytes(b"another")
    problems = record.examine().problems
    assert [(each.code, each.where, each.found) for each in problems] == [
        ("blob", str(record.blobs.path(name_of(b"first"))), "missing"),
        ("blob", str(record.blobs.path(name_of(b"second"))), "not the bytes that were kept"),
    ]
    with pytest.raises(RecordError, match=f"{name_of(b'first')}: missing; "):
        verify_record(record.journal, record.blobs)


def test_a_broken_chain_is_named_and_the_rest_is_looked_at(record):
    record.receive(b"fourth")
    record.receive(b"fifth")
    path = record.event(2)
    path.write_bytes(path.read_bytes().replace(b"a.xlsx", b"b.xlsx"))
    record.blobs.path(name_of(b"fifth")).unlink()
    first, second = record.examine().problems
    assert (first.code, first.where) == ("journal", str(record.event(3)))
    assert first.found.startswith("does not follow event 2")
    assert second.code == "blob"


def test_an_event_with_another_number_is_named(record):
    path = record.event(1)
    path.write_bytes(path.read_bytes().replace(b'"number": 1', b'"number": 2'))
    assert [each.where for each in record.examine().problems] == [str(record.event(1))]


@pytest.mark.parametrize(("content", "named"), [(None, 1), ("{}", 2)])
def test_an_event_that_is_gone_or_unreadable_is_named(content, named, record):
    record.receive(b"fourth")
    if content is None:
        record.event(1).unlink()
    else:
        record.event(1).write_text(content)
    codes = [each.code for each in record.examine().problems]
    assert codes == ["journal"] * named  # one that is there is not followed by the next


def test_what_was_erased_may_be_missing_and_later_must_be(record):
    record.erase("AM12-1-1", b"first")
    assert record.examine().problems == []  # still there: its removal was interrupted
    record.blobs.path(name_of(b"first")).unlink()
    assert record.examine().problems == []
    record.journal.append(ErasureCompleted(at=NOW, decided=2))
    found = record.examine()
    assert (found.problems, found.blobs) == ([], 2)
    record.blobs.add([b"first"])
    (problem,) = record.examine().problems
    assert (problem.code, problem.remedy) == ("erased", "remove it")
    assert problem.where == str(record.blobs.path(name_of(b"first")))


def test_bytes_that_were_erased_and_came_again_are_well(record):
    record.erase("AM12-1-1", b"first")
    record.journal.append(ErasureCompleted(at=NOW, decided=2))
    record.receive(b"first")
    assert record.examine().problems == []


def test_what_is_erased_while_it_is_looked_for_is_no_problem(record):
    record.blobs.path(name_of(b"first")).unlink()
    record.blobs.path(name_of(b"second")).unlink()
    is_erased = []

    def erase(*_):
        if not is_erased:
            is_erased.append(record.erase("AM12-1-1", b"first"))

    found = record.examine(progress=erase)
    assert described(found) == [("blob", "missing")]
    assert found.problems[0].where == str(record.blobs.path(name_of(b"second")))
