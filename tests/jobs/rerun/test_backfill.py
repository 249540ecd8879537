"""Backfill: every period of a range is validated again, and what that changes is published anew."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form, ingest_at, publish_at, verify_now
from tests.harness.story import copy_workspace, let_purple_be_red

REGIONS = 23  # of 35: enough to publish, until three of them no longer count
PERIODS = ("2020-H2", "2021-H1", "2021-H2")
SENT = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
LATER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "groen", "")]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", ""), ("2", "Markt", "Vraag", "groen", "")]
WHY = ("--why", "purple is red", "--by", "me")


@pytest.fixture(scope="module")
def lived(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two periods published, a third only reported; purple has been made a status since."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("backfill"))
    for period in PERIODS:
        for folder in sorted(workspace.inbox.iterdir())[:REGIONS]:
            is_purple = period != "2021-H1" and folder.name == "AM12"
            content = form(folder.name, period, PURPLE if is_purple else GREEN)
            drop(workspace, folder.name, content, f"{period}.xlsx")
    ingest_at(workspace, SENT)
    for period in PERIODS[:2]:
        publish_at(workspace, period, LATER)
    let_purple_be_red(workspace)
    command(workspace, "programme", "activate", "--yes")
    return workspace


@pytest.fixture
def copied(lived: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("POW_NOW", LATER.isoformat())
    return copy_workspace(lived.home, tmp_path)


def releases(workspace: Workspace) -> list[str]:
    events = Journal(workspace.journal).read()
    return [f"{event.period}.v{event.version}" for event in events if isinstance(event, Released)]


def backfill(workspace: Workspace, *arguments: str) -> int:
    return run(["backfill", *arguments, *WHY, "--home", str(workspace.home)])


def test_what_changes_is_shown_before_it_is_asked_for(copied, capsys):
    head = Journal(copied.journal).head()
    assert backfill(copied, "2020-H2", "2021-H2") == 2  # nobody to ask
    output = capsys.readouterr().err
    assert "2020-H2: 1 of 23 deliveries change; 2020-H2.v1 is made anew if its figures do" in output
    assert "rejected → accepted" in output
    assert "2021-H1: 0 of 23 deliveries change; 2021-H1.v1 is made anew" in output  # it compares
    assert "2021-H2: 1 of 23 deliveries change\n" in output
    assert "2 deliveries would be validated differently. Record and publish that?" in output
    assert Journal(copied.journal).head() == head


def test_each_period_is_validated_and_what_was_published_is_published_anew(copied, capsys):
    assert backfill(copied, "2020-H2", "2021-H2", "--yes", "--json") == 0
    payload = json.loads(capsys.readouterr().out)
    assert payload["published"] == ["2020-H2.v2", "2021-H1.v2"]
    assert releases(copied) == ["2020-H2.v1", "2021-H1.v1", "2020-H2.v2", "2021-H1.v2"]
    assert {event.rerun.why for event in _reruns(copied)} == {"purple is red"}
    assert len(_reruns(copied)) == 2
    verify_now(copied)
    head = Journal(copied.journal).head()
    assert backfill(copied, "2020-H2", "2021-H2", "--yes") == 0  # again changes nothing
    assert "nothing has changed" in capsys.readouterr().out
    assert Journal(copied.journal).head() == head


@pytest.mark.prove
def test_what_was_interrupted_before_publishing_is_gone_on_with(copied, capsys):
    command(copied, "rerun", "2020-H2", "--yes", *WHY)
    assert backfill(copied, "2020-H2", "2020-H2", "--yes") == 0
    output = capsys.readouterr().out
    assert "published: 2020-H2.v2" in output
    assert "stale: 2021-H1.v1 compares with other figures than these" in output


def test_a_publication_that_is_stopped_holds_up_no_other(copied, capsys):
    regions = sorted(path.name for path in copied.inbox.iterdir())[:REGIONS]
    for region in regions[-3:]:
        command(copied, "decide", "withdraw", region, "2020-H2", *WHY)
    assert backfill(copied, "2020-H2", "2021-H1", "--yes") == 4
    output = capsys.readouterr()
    assert "2020-H2 is not published" in output.err
    assert "published: 2021-H1.v2" in output.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("2021-H2", "2020-H2"), "2021-H2 comes after 2020-H2; name the earlier period first"),
        (("2020-H2", "2031-H1"), "no period '2031-H1'"),
    ],
)
def test_a_range_that_is_none_is_refused(arguments, expected, copied, capsys):
    assert backfill(copied, *arguments) == 2
    assert expected in capsys.readouterr().err


def _reruns(workspace: Workspace) -> list:
    return [event for event in Journal(workspace.journal).read() if getattr(event, "rerun", None)]
