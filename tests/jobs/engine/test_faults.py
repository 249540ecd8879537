"""Killed at each place that leaves a trace on disk, then gone on with: the same as without."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pow_pipeline.faults import FAULT_POINTS
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness import story
from tests.harness.builders import ask, ingest_at, publish_at
from tests.harness.invariants import assert_invariants, facts
from tests.harness.story import NOW_TEXT, STEPS, copy_workspace, live, step_under_way

STORY = Path(story.__file__)


SHORT = 5  # steps: two batches, of which the second corrects the first, and a withdrawal


@pytest.fixture(scope="module")
def undisturbed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    return facts_of_a_life(template, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="module")
def undisturbed_short(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Any]]:
    return facts_of_a_life(template, tmp_path_factory.mktemp("undisturbed"), SHORT)


def facts_of_a_life(template: Path, folder: Path, end: int = len(STEPS)) -> dict[str, list[Any]]:
    """Return what a workspace holds that was never killed."""
    workspace = copy_workspace(template, folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("POW_NOW", NOW_TEXT)
        patched.setenv("POW_STABLE_SECONDS", "0")
        live(workspace, end=end)
    assert_invariants(workspace)
    return facts(workspace)


def live_until_killed(workspace: Workspace, fault: str) -> None:
    environment = os.environ | {
        "POW_NOW": NOW_TEXT,
        "POW_FAULT": fault,
        "PYTHONPATH": str(STORY.parents[2]),
    }
    process = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", STORY, workspace.home],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert process.returncode == -signal.SIGKILL, f"{fault} was not reached: {process.stderr}"


def go_on(workspace: Workspace, end: int = len(STEPS)) -> None:
    """What an operator does after a crash: the command that was under way, and those after it."""
    live(workspace, step_under_way(workspace), end)


ELSEWHERE = (  # not in the story: be stopped, written about, checked, uploaded, reminded, pruned
    "blocked",  # tests/jobs/publish/test_approve.py
    "editorial",  # tests/jobs/publish/test_begin_editorial.py
    "apply_editorial",
    "draft",  # tests/jobs/publish/test_draft.py
    "draft_shown",
    "draft_given",
    "apply_draft",
    "embargo_lifted",  # tests/jobs/publish/test_embargo.py
    "apply_embargo_lifted",
    "uploaded",  # tests/jobs/publish/test_upload.py
    "apply_uploaded",
    "upload_file",  # tests/jobs/publish/test_upload.py
    "upload_current",
    "upload_done",
    "forms_made",  # tests/jobs/calendar/test_calendar_faults.py
    "calendar_task_done",
    "reminded",
    "reminder_folder",
    "reminders_given",
    "reminders_posted",
    "reminders_mailed",
    "apply_reminded",
    "pruned",  # tests/jobs/operate/test_prune.py
    "prune_removed",
    "apply_pruned",
)

# Where later steps leave a trace too: the decision to erase, a rerun and its feedback.
LATER = ("decided:5", "validated:3", "feedback:3")


FAULTS = (*(fault for fault in FAULT_POINTS if fault not in ELSEWHERE), *LATER)


def test_killed_and_gone_on_with_a_short_life_is_as_without(
    undisturbed_short: dict[str, list[Any]],
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One fault and few steps; all faults, in a whole life, are part of the long proofs."""
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    workspace = copy_workspace(template, tmp_path)
    live_until_killed(workspace, "validated")
    go_on(workspace, SHORT)
    assert_invariants(workspace)
    assert facts(workspace) == undisturbed_short
    recovered = Journal(workspace.journal).head()
    ingest_at(workspace)
    assert Journal(workspace.journal).head() == recovered


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
def test_killed_and_gone_on_with_it_is_as_without(
    fault: str,
    undisturbed: dict[str, list[Any]],
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    workspace = copy_workspace(template, tmp_path)
    live_until_killed(workspace, fault)
    go_on(workspace)
    assert_invariants(workspace)
    assert facts(workspace) == undisturbed
    recovered = Journal(workspace.journal).head()  # a second recovery changes nothing (I6)
    ingest_at(workspace)
    assert not publish_at(workspace).is_new
    assert Journal(workspace.journal).head() == recovered


def test_killed_while_a_workspace_is_made_it_can_be_made_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    home = tmp_path / "work"
    for fault in ("blob", "apply_programme"):
        process = subprocess.run(
            [sys.executable, "-m", "pow_pipeline.cli.main", "init", home],
            env=os.environ | {"POW_FAULT": fault},
            check=False,
        )
        assert process.returncode == -signal.SIGKILL
    from pow_pipeline.cli.main import run

    assert run(["init", str(home)]) == 0
    assert ask_programmes(home) == 1
    assert run(["init", str(home)]) == 2
    assert "is a workspace already" in capsys.readouterr().err
    assert run(["ingest", "--home", str(home)]) == 0
    assert ask_programmes(home) == 1


def ask_programmes(home: Path) -> int:
    ((count,),) = ask(Workspace(home), "SELECT count(*) FROM reference.programme")
    return count


@pytest.mark.prove
@pytest.mark.parametrize(
    "fault",
    [
        *(
            f"{name}:{times}"
            for name in ("claim", "feedback_folder", "applied")
            for times in (2, 3, 7)
        ),
        *(f"{name}:2" for name in ("blob", "received", "validated", "apply_validated", "feedback")),
        *(f"{name}:3" for name in ("blob", "rows_parquet", "findings_parquet", "apply_validated")),
        *(f"decided:{times}" for times in (2, 3, 4, 6)),
        *(f"apply_decided:{times}" for times in range(2, 7)),
        "feedback_folder:29",  # of the rerun
        "applied:20",
        "applied:24",
    ],
)
def test_killed_later_on(fault, undisturbed, template, tmp_path, monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    workspace = copy_workspace(template, tmp_path)
    live_until_killed(workspace, fault)
    go_on(workspace)
    assert_invariants(workspace)
    assert facts(workspace) == undisturbed
