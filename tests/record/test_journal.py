"""The journal: numbered without gaps, chained, and safe to append to from several processes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.record import event as event_module
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import FeedbackGiven, Received, ReceivedFile
from pow_pipeline.record.integrity import verify_record
from pow_pipeline.record.journal import NO_EVENT, Journal

NOW = datetime(2021, 7, 10, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    (tmp_path / "journal").mkdir()
    return Journal(tmp_path / "journal")


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


def append(journal, count):
    for validated in range(count):
        journal.append(FeedbackGiven(at=NOW, validated=validated))


def test_events_are_numbered_and_carry_the_hash_of_the_one_before(journal):
    append(journal, 3)
    first, second, third = journal.read()
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.previous == NO_EVENT
    assert third.previous == journal.hash_of(2)
    assert [event.number for event in journal.read(after=2)] == [3]


def test_many_writers_at_once_leave_no_gap_and_an_unbroken_chain(journal, blobs, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: append(Journal(tmp_path / "journal"), 10), range(8)))
    assert verify_record(journal, blobs) == (80, 0)


def test_an_event_that_was_changed_afterwards_is_noticed(journal, blobs, tmp_path):
    append(journal, 3)
    path = tmp_path / "journal" / "000000002.json"
    path.write_bytes(path.read_bytes().replace(b'"validated": 1', b'"validated": 7'))
    with pytest.raises(RecordError, match="000000003.json: does not follow event 2"):
        verify_record(journal, blobs)


def test_a_missing_event_is_noticed(journal, blobs, tmp_path):
    append(journal, 3)
    (tmp_path / "journal" / "000000002.json").unlink()
    with pytest.raises(RecordError, match="000000002.json: missing"):
        verify_record(Journal(tmp_path / "journal"), blobs)


def test_an_event_that_cannot_be_read_is_named(journal, tmp_path):
    append(journal, 1)
    (tmp_path / "journal" / "000000001.json").write_text("{}")
    with pytest.raises(RecordError, match="000000001.json: not a readable event"):
        journal.event(1)


@pytest.mark.parametrize("change", ["changed", "removed"])
def test_a_blob_that_was_changed_or_removed_is_noticed(change, journal, blobs):
    (sha256,) = blobs.add([b"what a region sent"])
    file = ReceivedFile(sender="AM12", name="a.xlsx", sha256=sha256, size=18)
    journal.append(Received(at=NOW, after=0, files=(file,)))
    assert verify_record(journal, blobs) == (1, 1)
    if change == "changed":
        blobs.path(sha256).write_bytes(b"something else")
    else:
        blobs.path(sha256).unlink()
    with pytest.raises(RecordError, match=sha256):
        verify_record(journal, blobs)


def test_a_command_reads_each_event_once(journal, monkeypatch):
    append(journal, 20)
    run_journal = Journal(journal.folder)
    reads: list[str] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path.stem) or read(path))
    for _ in range(3):
        run_journal.verify_chain()
        assert len(list(run_journal.read())) == len(list(run_journal.read_back())) == 20
    counts = Counter(reads)
    last = counts.pop(f"{20:09d}")  # read again to see whether the checked chain still ends there
    assert set(counts.values()) == {1}
    assert len(counts) == 19
    assert last == 3


def test_a_checked_chain_whose_end_was_changed_is_checked_again(journal):
    append(journal, 3)
    journal.verify_chain()
    for number in (2, 3):
        path = journal.folder / f"{number:09d}.json"
        path.write_bytes(path.read_bytes().replace(b'"validated": ', b'"validated": 7'))
    with pytest.raises(RecordError, match="000000003.json: does not follow event 2"):
        journal.verify_chain()


def test_large_contents_are_read_again(monkeypatch):
    monkeypatch.setattr(event_module, "_MOST_HELD", 5)
    reads: list[int] = []
    held = event_module.HeldContents()
    for number in (1, 2, 1, 2):
        assert held.get(number, lambda number: reads.append(number) or b"abc") == b"abc"
    assert reads == [1, 2, 2]
