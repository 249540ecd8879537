"""Killed wherever the calendar leaves a trace, then kept again: the same as without."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form
from tests.harness.invariants import assert_invariants
from tests.jobs.calendar.calendar_runs import mail_server, run_calendar_at

DAY = "2021-07-28"
FAULTS = (
    "forms_made",
    "calendar_task_done",
    "reminded",
    "reminder_folder",
    "reminder_folder:20",
    "reminders_given",
    "reminders_posted",
    "reminders_mailed",
    "apply_reminded",
    "apply_reminded:2",
)
FIRST = ("reminders_posted",)


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A mail server of all these runs, and the environment in which they use it."""
    with mail_server() as (postbox, port):
        yield (
            postbox,
            {
                "POW_NOW": f"{DAY}T09:00:00Z",
                "POW_STABLE_SECONDS": "0",
                "POW_SMTP_HOST": "127.0.0.1",
                "POW_SMTP_PORT": str(port),
                "POW_SMTP_STARTTLS": "false",
                "POW_SMTP_FROM": "rapportage@example.nl",
            },
        )


def begin(template: Path, folder: Path) -> Workspace:
    """Return a workspace before its first run of the calendar, with a report in an inbox."""
    shutil.copytree(template, folder / "work", symlinks=True)
    workspace = Workspace(folder / "work")
    contacts = "".join(f"{region},{region}@example.nl\n" for region in ("AM12", "AM13", "AM14"))
    workspace.contacts.write_text(f"region,address\n{contacts}")
    drop(workspace, "AM13", form("AM13"))
    return workspace


def outcome(workspace: Workspace):
    """Return what stands in the outboxes, but when, and the kinds of events."""
    files = {
        str(path.relative_to(workspace.outbox)): path.read_bytes()
        for path in workspace.outbox.glob("*/reminder-*/*")
    }
    forms = sorted(path.name for path in workspace.outbox.glob("*/*.xlsx"))
    return files, forms, [event.type for event in Journal(workspace.journal).read()]


@pytest.fixture(scope="module")
def undisturbed(template, reported, tmp_path_factory):
    postbox, environment = reported
    workspace = begin(template, tmp_path_factory.mktemp("undisturbed"))
    with pytest.MonkeyPatch.context() as settings:
        for name, value in environment.items():
            settings.setenv(name, value)
        run_calendar_at(workspace, DAY)
    assert [to for to, _ in postbox.sent()] == ["AM12@example.nl", "AM14@example.nl"]
    return outcome(workspace)


@pytest.mark.parametrize(
    "fault",
    [pytest.param(each, marks=() if each in FIRST else pytest.mark.prove) for each in FAULTS],
)
def test_killed_and_kept_again_it_is_as_without(
    fault, undisturbed, template, reported, tmp_path, monkeypatch
):
    postbox, environment = reported
    workspace = begin(template, tmp_path)
    before = len(postbox.received)
    process = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", "remind", "--home", workspace.home],
        env=os.environ | environment | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
        text=True,
    )
    assert process.returncode == -signal.SIGKILL, f"{fault} was not reached: {process.stderr}"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run_calendar_at(workspace, DAY)
    assert outcome(workspace) == undisturbed
    sent = postbox.sent()[before:]
    assert {to for to, _ in sent} == {"AM12@example.nl", "AM14@example.nl"}
    assert len({key for _, key in sent}) == 2  # one that came twice has the same id
    assert len(sent) == (3 if fault == "reminders_posted" else 2)
    assert_invariants(workspace)
    run_calendar_at(workspace, DAY)
    assert outcome(workspace) == undisturbed
    assert len(postbox.sent()) == before + len(sent)
