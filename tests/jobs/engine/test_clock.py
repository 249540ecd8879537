"""A run with a clock that cannot be right leaves no trace that a later run would stumble over."""

from datetime import UTC, datetime, timedelta

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.machine_faults import MachineFaultError
from pow_pipeline.present import is_credible
from pow_pipeline.record.events import FeedbackGiven
from pow_pipeline.record.journal import Journal
from tests.harness.builders import NOW, drop, form, ingest_at
from tests.harness.invariants import assert_invariants

WRONG = "9999-12-31T23:30:00Z"
WHY = ("--why", "a test", "--by", "me")
COMMANDS = (
    ("ingest",),
    ("remind",),
    ("calendar",),
    ("status",),
    ("template", "--all"),
    ("decide", "extend", "AM12", "2021-H1", "--until", "2021-08-15", *WHY),
    ("decide", "exempt", "AM37", "2021-H1", *WHY),
    ("decide", "final", "2021-H1", *WHY),
    ("rerun", "2021-H1", "--yes", *WHY),
    ("programme", "activate", "--yes"),
    ("publish", "2021-H1"),
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(1999, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2000, 1, 1, tzinfo=UTC), True),
        (NOW, True),
        (datetime(2199, 12, 31, 23, 59, tzinfo=UTC), True),
        (datetime(2200, 1, 1, tzinfo=UTC), False),
        (datetime.max.replace(tzinfo=UTC), False),
    ],
)
def test_which_moments_can_be_the_present(moment, expected):
    assert is_credible(moment) is expected


def test_no_command_works_by_such_a_clock_and_all_work_afterwards(workspace, monkeypatch, capsys):
    drop(workspace, "AM12", form())
    head = Journal(workspace.journal).head()
    monkeypatch.setenv("POW_NOW", WRONG)
    for command in COMMANDS:
        assert run([*command, "--home", str(workspace.home)]) == 2
        assert "cannot be the current time" in capsys.readouterr().err
    assert Journal(workspace.journal).head() == head
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    for command in COMMANDS[:-1]:
        assert run([*command, "--home", str(workspace.home)]) == 0
    assert_invariants(workspace)


def test_init_makes_no_workspace_by_such_a_clock(tmp_path, monkeypatch):
    monkeypatch.setenv("POW_NOW", WRONG)
    assert run(["init", str(tmp_path / "work")]) == 2
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    assert run(["init", str(tmp_path / "work")]) == 0


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), NOW - timedelta(days=20_000)])
def test_nothing_is_received_or_written_at_such_a_moment(moment, workspace):
    drop(workspace, "AM12", form())
    with pytest.raises(MachineFaultError, match=f"the clock shows {moment:%Y-%m-%d}"):
        receive_inbox(workspace, clock=lambda: moment, batch_size=10, stable_seconds=0)
    with pytest.raises(MachineFaultError, match="set the clock"):
        Journal(workspace.journal).append(FeedbackGiven(at=moment, validated=1))
    assert not list(workspace.claims.iterdir())
    assert ingest_at(workspace).counts()["accepted"] == 1
