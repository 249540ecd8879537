"""A decision that is requested again: by a retried run, by another run, by a command run again."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pow_pipeline.jobs.decide.answer import answer_query
from pow_pipeline.jobs.decide.decide import exempt, extend, taken_by_run
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.jobs.publish.finality import finalise, reopen
from pow_pipeline.record.decisions import Decision
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.versions import accepted_versions, in_force
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, form, ingest_at, run_at, send
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace

NOW_TEXT = "2021-07-10T09:00:00Z"
VERSIONS = ("groen", "oranje", "rood")
WHO = {"by": "Jansen", "why": "sent by mistake"}
RUN, OTHER_RUN = "0f3c-first", "77aa-second"


@pytest.fixture(scope="module")
def sent_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which AM12 has sent three versions, the last with an open query."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("sent"))
    for status in VERSIONS:
        send(workspace, "AM12", form(rows=[("1", "Jobhunters", "Aanbod", status, "")]))
    return workspace.home


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    return copy_workspace(sent_once, tmp_path)


def decisions(workspace):
    events = Journal(workspace.journal).read()
    return [event for event in events if isinstance(event, Decision)]


def version_in_force(workspace):
    versions = accepted_versions(Journal(workspace.journal).read())
    version = in_force(versions).get(("AM12", "2021-H1"))
    return version.version if version else None


def withdraw_now(workspace, *, version=None, all_versions=False, run="", **who):
    return withdraw(
        run_at(workspace, flow_run=run),
        "AM12",
        "2021-H1",
        version=version,
        all_versions=all_versions,
        **WHO | who,
    )


def extend_until(workspace, day, run="", **who):
    until = date(2021, 8, day)
    return extend(run_at(workspace, flow_run=run), "AM12", "2021-H1", until=until, **WHO | who)


DECISIONS = {
    "withdraw": lambda workspace, run: withdraw_now(workspace, run=run),
    "withdraw one": lambda workspace, run: withdraw_now(workspace, version=2, run=run),
    "withdraw all": lambda workspace, run: withdraw_now(workspace, all_versions=True, run=run),
    "extend": lambda workspace, run: extend_until(workspace, 15, run),
    "exempt": lambda workspace, run: exempt(
        run_at(workspace, flow_run=run), "AM12", "2021-H1", **WHO
    ),
    "final": lambda workspace, run: finalise(run_at(workspace, flow_run=run), "2021-H1", **WHO),
    "answer": lambda workspace, run: answer_query(
        run_at(workspace, flow_run=run),
        "AM12-8-1",
        rule="R-EXPLANATION-01",
        activity_id="",
        cell="",
        **WHO,
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_the_same_request_again_changes_nothing(name: str, sent: Workspace) -> None:
    """Whether the same run is retried, another one requests it, or a command does."""
    DECISIONS[name](sent, RUN)
    before = decisions(sent)
    assert len(before) == 1
    for second in (RUN, OTHER_RUN, ""):
        DECISIONS[name](sent, second)
        assert decisions(sent) == before, second
        assert taken_by_run(run_at(sent, flow_run=RUN)) == before[-1], second
        assert taken_by_run(run_at(sent, flow_run=OTHER_RUN)) is None, second


@pytest.fixture(scope="module")
def withdrawn_once(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, in which a run has withdrawn the last version."""
    workspace = copy_workspace(sent_once, tmp_path_factory.mktemp("withdrawn"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        assert withdraw_now(workspace, run=RUN).is_new
    assert version_in_force(workspace) == 2
    return workspace.home


@pytest.fixture
def withdrawn(withdrawn_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    return copy_workspace(withdrawn_once, tmp_path)


@pytest.mark.parametrize(
    ("again", "counts"),
    [
        ({}, 2),
        ({"run": RUN}, 2),
        ({"run": RUN, "why": "another reason"}, 2),  # a run takes one decision, whatever it says
        ({"run": OTHER_RUN}, 2),
        ({"why": " sent  by mistake "}, 2),
        ({"why": "Sent by\tMISTAKE"}, 2),
        ({"version": 3}, 2),
        ({"version": 3, "by": "Bakker"}, 2),
        ({"version": 2}, 1),
        ({"version": 1}, 2),
        ({"by": "Bakker"}, 1),
        ({"why": "wrong as well"}, 1),
        ({"all_versions": True}, None),
    ],
)
def test_which_withdrawal_is_a_new_one(
    again: dict[str, Any], counts: int | None, withdrawn: Workspace
) -> None:
    before = len(decisions(withdrawn))
    second = withdraw_now(withdrawn, **again)
    assert version_in_force(withdrawn) == counts
    is_new = counts != 2 or again.get("version") == 1
    assert (second.is_new, len(decisions(withdrawn)) - before) == (is_new, is_new)
    assert (second.now.version if second.now else None) == counts


def test_a_withdrawal_repeated_after_a_newer_version_is_a_new_one(sent):
    withdraw_now(sent)
    send(sent, "AM12", form(rows=[("1", "Jobhunters", "Aanbod", "afgerond", "")]))
    assert version_in_force(sent) == 4
    assert withdraw_now(sent, run=RUN).is_new
    assert version_in_force(sent) == 2
    assert not withdraw_now(sent, run=RUN).is_new
    assert not withdraw_now(sent).is_new
    assert version_in_force(sent) == 2


def test_a_withdrawal_repeated_after_a_file_about_another_period_or_region_changes_nothing(sent):
    withdraw_now(sent)
    send(sent, "AM13", form("AM13"))
    send(sent, "AM12", form(period="2020-H2"))
    assert not withdraw_now(sent).is_new
    assert version_in_force(sent) == 2


def test_a_retried_extension_does_not_bring_back_an_earlier_day_and_a_new_one_does(sent):
    extend_until(sent, 15, RUN)
    extend_until(sent, 20, OTHER_RUN)
    first, is_new = extend_until(sent, 15, RUN)
    assert (first.until, is_new) == (date(2021, 8, 15), False)
    assert [decision.until.day for decision in decisions(sent)] == [15, 20]
    assert extend_until(sent, 15)[1]
    assert not extend_until(sent, 15)[1]
    assert [decision.until.day for decision in decisions(sent)] == [15, 20, 15]


def test_a_withdrawal_that_is_killed_and_run_again_is_one(sent, capsys):
    arguments = ["decide", "withdraw", "AM12", "2021-H1", "--why", "x", "--home", str(sent.home)]
    for fault in ("decided", "apply_decided"):
        killed = subprocess.run(
            [sys.executable, "-m", "pow_pipeline.cli.main", *arguments],
            env=os.environ | {"POW_FAULT": fault},
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL or fault == "apply_decided"
    command(sent, *arguments[:-2])
    output = capsys.readouterr().out.splitlines()
    assert output[0].startswith("nothing has changed: version 3 (AM12-8-1) no longer counts, as ")
    assert output[1] == "version 2 (AM12-5-1) counts now"
    assert output[2].startswith(
        "To withdraw that version as well: pow decide withdraw AM12 2021-H1"
    )
    assert "--version 2 " in output[2]
    assert len(decisions(sent)) == 1
    ingest_at(sent)
    assert_invariants(sent)


@pytest.mark.parametrize(
    ("again", "is_warned"),
    [
        (["--why", "Fout"], False),  # the same request
        (["--why", "another"], True),
        (["--why", "another", "--version", "2"], False),
        (["--why", "another", "--all"], False),
    ],
)
def test_who_withdraws_one_version_more_is_warned(again, is_warned, sent, capsys):
    withdrawal = ("decide", "withdraw", "AM12", "2021-H1")
    command(sent, *withdrawal, "--why", "fout")
    assert "Warning" not in capsys.readouterr().out
    command(sent, *withdrawal, *again)
    shown = capsys.readouterr().out
    warning = "Warning: AM12-8-1 was withdrawn before, on 2021-07-10 (fout), and this withdrew one"
    assert (warning in shown) == is_warned
    assert ("version 1 (AM12-2-1) counts now" in shown) == (is_warned or "--version" in again)


def test_json_says_whether_a_withdrawal_is_new(sent, capsys):
    withdrawal = ("decide", "withdraw", "AM12", "2021-H1", "--why", "x", "--json")
    for is_new in ("true", "false"):
        command(sent, *withdrawal)
        assert f'"is_new": {is_new}' in capsys.readouterr().out


def test_a_retried_final_or_reopening_does_not_undo_what_was_decided_since(sent):
    def final(run):
        return finalise(run_at(sent, flow_run=run), "2021-H1", **WHO)

    def reopened(run):
        return reopen(run_at(sent, flow_run=run), "2021-H1", **WHO)

    assert final(RUN)[1]
    assert reopened(OTHER_RUN)[1]
    assert not final(RUN)[1]
    assert not reopened("")[1]
    assert final("")[1]  # a new one, since the period was reopened
    assert not reopened(OTHER_RUN)[1]
    assert reopened("")[1]
    kinds = [decision.decision for decision in decisions(sent)]
    assert kinds == ["final", "reopen", "final", "reopen"]
