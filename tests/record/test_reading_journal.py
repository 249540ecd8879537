"""Reading the journal: from any event on, backwards, and what to do where one is unreadable."""

from datetime import UTC, datetime

import pytest

from pow_pipeline import VERSION
from pow_pipeline.errors import RecordError
from pow_pipeline.record.events import FeedbackGiven
from pow_pipeline.record.journal import NO_EVENT, Journal

NOW = datetime(2021, 7, 10, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "journal").mkdir()
    return tmp_path / "journal"


def filled(folder, count):
    journal = Journal(folder)
    for validated in range(count):
        journal.append(FeedbackGiven(at=NOW, validated=validated))
    return journal


def numbers(events):
    return [event.number for event in events]


@pytest.mark.parametrize("count", [0, 1, 2, 12])
def test_the_head_is_the_last_number_anyone_who_looks(count, folder):
    assert filled(folder, count).head() == count
    assert Journal(folder).head() == count


def test_the_head_follows_what_another_process_writes(folder):
    watching = filled(folder, 2)
    assert watching.head() == 2
    filled(folder, 2)
    assert watching.head() == 4


def test_the_end_is_looked_for_once(folder, monkeypatch):
    journal = filled(folder, 2)
    assert journal.head() == 2
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: pytest.fail("it was known"))
    assert journal.head() == 2


def test_other_files_are_no_events(folder):
    journal = filled(folder, 1)
    for name in ("2.json", "0000000002.json", "000000009.json.tmp", ".0000000a.aside"):
        (folder / name).write_text("{}")
    assert journal.head() == 1
    assert Journal(folder).head() == 1


@pytest.mark.parametrize(
    ("after", "read"), [(0, [1, 2, 3]), (1, [2, 3]), (2, [3]), (3, []), (4, [])]
)
def test_reading_begins_after_an_event(after, read, folder):
    assert numbers(filled(folder, 3).read(after=after)) == read


@pytest.mark.parametrize(
    ("until", "read"), [(None, [3, 2, 1]), (3, [3, 2, 1]), (2, [2, 1]), (1, [1]), (0, [])]
)
def test_reading_back_ends_with_the_first(until, read, folder):
    assert numbers(filled(folder, 3).read_back(until)) == read


def test_an_event_is_written_only_after_the_one_it_was_thought_over_on(folder):
    journal = filled(folder, 2)
    draft = FeedbackGiven(at=NOW, validated=7)
    assert journal.append_after(1, draft) is None
    event = journal.append_after(2, draft)
    assert event is not None
    assert (event.number, event.previous) == (3, journal.hash_of(2))
    assert journal.event(3) == event


def test_before_the_first_event_there_is_none(folder):
    journal = filled(folder, 1)
    assert journal.hash_of(0) == NO_EVENT == "0" * 64
    assert journal.hash_of(1) != NO_EVENT
    assert journal.event(1).previous == NO_EVENT


def test_an_event_holds_nothing_that_is_not_stated(folder):
    filled(folder, 1)
    assert (folder / "000000001.json").read_text().endswith("}\n")
    assert "null" not in (folder / "000000001.json").read_text()


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        ("{}", "restore the record from the backup"),
        ("no JSON", "restore the record from the backup"),
        ('{"type": "from the future"}', f"pow-pipeline {VERSION} knows no event of this kind"),
    ],
)
def test_an_event_that_cannot_be_read_says_what_to_do(content, remedy, folder):
    journal = filled(folder, 1)
    (folder / "000000001.json").write_text(content)
    with pytest.raises(RecordError, match=remedy):
        journal.event(1)


def test_an_event_of_a_newer_version_asks_for_that_version(folder, tmp_path):
    journal = filled(folder, 1)
    (folder / "000000001.json").write_text('{"type": "from the future"}')
    (tmp_path / "format.json").write_text('{"format": 1, "code_version": "99.0"}')
    with pytest.raises(RecordError, match=r"pow-pipeline 99\.0 wrote this record"):
        journal.event(1)


def test_a_missing_event_is_named(folder):
    with pytest.raises(
        RecordError, match=r"000000002\.json: missing; nothing was changed; restore"
    ):
        filled(folder, 1).event(2)
