"""Child processes that write marked workbooks: the same bytes, and never less than all of them."""

import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pow_pipeline import child_processes
from pow_pipeline.feedback import writers
from pow_pipeline.feedback.files import PAGE, FeedbackFiles, write_files
from pow_pipeline.feedback.writers import Item, start_writers
from pow_pipeline.jobs.engine.feedback import contents_of
from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.feedback import feedback_of
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import HEADER, drop, form, ingest_at, run_at

ROWS = [("1", "Loket Súdwest – kosten € 5", "Aanbod", "paars", "")]


def items_of(workspace: Workspace, count: int) -> list[Item]:
    """Return feedback on one delivery with findings, under several names."""
    drop(workspace, "AM12", form(rows=ROWS))
    ingest_at(workspace)
    with read_warehouse(workspace.warehouse) as connection:
        (feedback,) = feedback_of(connection, 3)
    sheet = Sheet("Invullen", (("Regio", "AM12", "", "", ""), HEADER, *ROWS))
    contents = contents_of(Reading(feedback.delivery, (sheet,)), run_at(workspace).programme())
    named = [replace(feedback.delivery, name=f"form {number}.xlsx") for number in range(count)]
    return [(replace(feedback, delivery=delivery), contents) for delivery in named]


def written(programme: Programme, items: Sequence[Item]) -> list[FeedbackFiles]:
    with start_writers(programme) as write:
        return list(write(items))


@pytest.fixture
def two_processes(monkeypatch):
    monkeypatch.setattr(writers, "_FEWEST_PER_PROCESS", 1)
    monkeypatch.setattr(writers, "processors", lambda: 2)


@pytest.mark.usefixtures("two_processes")
def test_child_processes_write_the_same_bytes_in_the_same_order(workspace, monkeypatch):
    items, programme = items_of(workspace, 5), run_at(workspace).programme()
    expected = [write_files(*item, programme) for item in items]
    assert len({files.contents[PAGE] for files in expected}) == 5
    monkeypatch.setattr(writers, "write_files", None)  # this process writes nothing
    assert written(programme, items) == expected


@pytest.mark.usefixtures("two_processes")
@pytest.mark.parametrize("code", ["pass", "import os; os.kill(os.getpid(), 9)", "print(1 / 0)"])
def test_a_child_process_that_ends_leaves_its_work_to_the_caller(workspace, code, monkeypatch):
    items, programme = items_of(workspace, 5), run_at(workspace).programme()
    expected = [write_files(*item, programme) for item in items]
    monkeypatch.setattr(child_processes, "_COMMAND", (sys.executable, "-c", code))
    assert written(programme, items) == expected


@pytest.mark.usefixtures("two_processes")
def test_what_a_child_process_fails_on_is_tried_by_the_caller(workspace):
    ((feedback, _), *_), programme = items_of(workspace, 1), run_at(workspace).programme()
    impossible = replace(feedback, validated_at=None)
    with pytest.raises(AttributeError):
        written(programme, [(impossible, None)] * 2)


def test_few_workbooks_start_no_process(workspace, monkeypatch):
    items, programme = items_of(workspace, 1), run_at(workspace).programme()
    monkeypatch.setattr(child_processes, "_COMMAND", ("/no/such/command",))
    assert len(written(programme, items)) == 1
