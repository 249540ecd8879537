"""A service that dies in the middle of its work: brought up again it goes on by itself."""

import shutil
import signal
import subprocess
from datetime import UTC, datetime

import pytest

from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, drop, form
from tests.harness.form_server import POW
from tests.harness.invariants import assert_invariants
from tests.harness.service import feedback, started, until

pytestmark = pytest.mark.prove


@pytest.mark.parametrize(
    "fault",
    ["claim", "received", "rows_parquet", "validated", "apply_validated", "feedback_folder"],
)
def test_killed_at_any_stage_it_recovers_with_its_first_look(fault, template, tmp_path):
    shutil.copytree(template, tmp_path / "work", symlinks=True)
    workspace = Workspace(tmp_path / "work")
    with started(workspace, tmp_path / "first", POW_FAULT=fault) as service:
        drop(workspace, "AM12", form("AM12"))
        until(service.has_lost_a_process)
        service.process.send_signal(signal.SIGKILL)
        service.process.wait(60)
    began = datetime.now(UTC).isoformat()
    with started(workspace, tmp_path / "second") as service:
        until(lambda: feedback(workspace, "AM12") and service.is_idle(began))
    assert ask(workspace, "SELECT outcome FROM summary.latest_result()") == [("accepted",)]
    verified = subprocess.run([*POW, "verify", "--home", workspace.home], check=False)
    assert verified.returncode == 0
    assert_invariants(workspace)
