"""What a process knows of a warehouse that it closed, until another process writes to it."""

import os
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.errors import RecordError, WarehouseError
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.apply import catch_up
from pow_pipeline.warehouse.examined import is_examined, keep_examined, last_shown, log_of
from tests.harness.builders import form, ingest_at, send

LAST = (7, "0" * 64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pow.duckdb"
    path.write_bytes(b"closed")
    keep_examined(path, last=LAST)
    return path


def test_an_unchanged_file_needs_no_other_look(path):
    assert (is_examined(path), last_shown(path)) == (True, LAST)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"longer than it was"),
        lambda path: os.utime(path, (1, 1)),
        lambda path: log_of(path).write_bytes(b"log"),
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("aside")),
    ],
    ids=["size", "time", "log", "gone", "elsewhere"],
)
def test_nothing_is_known_of_a_file_that_was_changed(change, path):
    change(path)
    assert (is_examined(path), last_shown(path)) == (False, None)


def test_what_was_not_seen_shows_nothing(tmp_path):
    assert (is_examined(tmp_path), last_shown(tmp_path)) == (False, None)


def test_an_event_that_is_lost_after_that_is_missed(workspace):
    send(workspace, "AM12", form())
    journal = Journal(workspace.journal)
    number, sha256 = last_shown(workspace.warehouse) or LAST
    assert (number, sha256) == (journal.head(), journal.hash_of(number))
    (workspace.home / "record" / "head.json").unlink()
    max(workspace.journal.iterdir()).unlink()
    with pytest.raises(RecordError, match=f"event {number}"):
        ingest_at(workspace)


def test_a_structure_that_was_altered_since_it_was_closed_is_refused(workspace):
    send(workspace, "AM12", form())
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("CREATE VIEW summary.mine AS SELECT 1 AS one")
    with pytest.raises(WarehouseError, match="added, changed or dropped"):
        ingest_at(workspace)


def test_rows_that_were_edited_since_it_was_closed_are_refused(workspace):
    send(workspace, "AM12", form())
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("UPDATE record.activity_status SET status = 'on_track'")
    with pytest.raises(WarehouseError, match="changed by something other than an event"):
        ingest_at(workspace)


def test_rows_of_an_unchanged_file_are_not_read_again(workspace, monkeypatch):
    send(workspace, "AM12", form())
    monkeypatch.setattr(catch_up, "refuse_edited", pytest.fail)
    assert ingest_at(workspace).results == ()
