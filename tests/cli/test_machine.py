"""What a machine lacks is told with a remedy and blames no delivery; the next run succeeds."""

import os
import resource
import subprocess
import sys

import pytest

from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form, ingest_at
from tests.harness.invariants import assert_invariants
from tests.harness.story import NOW_TEXT

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
ENVIRONMENT = os.environ | {"POW_NOW": NOW_TEXT, "POW_STABLE_SECONDS": "0"}
FEW_FILES = 17  # enough to receive a file, not to open the warehouse and read it

_ON_A_FULL_DISK = """
set -e
mount -t tmpfs -o size=16m none "$2"
cp -a "$1" "$2/work"
cat /dev/zero > "$2/fill" 2> "$2.ignored" || true
code=0
"$3" -m pow_pipeline.cli.main ingest --home "$2/work" || code=$?
test $code -eq 3
rm "$2/fill"
"$3" -m pow_pipeline.cli.main ingest --home "$2/work"
cp -a "$2/work" "$4"
"""


def test_too_few_open_files_leave_a_delivery_pending(workspace):
    drop(workspace, "AM12", form())
    ended = subprocess.run(
        [*POW, "ingest", "--home", str(workspace.home)],
        env=ENVIRONMENT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, FEW_FILES)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stderr == (
        "pow: Too many open files; raise the limit of open files (ulimit -n 4096), "
        "and run the command again\n"
    )
    assert not list(workspace.outbox.glob("*/AM12-*"))
    assert ingest_at(workspace).counts()["accepted"] == 1
    assert_invariants(workspace)


def test_a_full_disk_blames_no_file(workspace, tmp_path):
    drop(workspace, "AM12", form())
    (tmp_path / "disk").mkdir()
    ended = subprocess.run(
        [
            *("unshare", "--mount", "sh", "-c", _ON_A_FULL_DISK, "sh"),
            *(workspace.home, tmp_path / "disk", sys.executable, tmp_path / "after"),
        ],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare:" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip("no file system can be mounted here")
    assert "; free space there, and run the command again\n" in ended.stderr, ended.stderr
    assert ended.returncode == 0, ended.stderr
    assert "1 received, 1 accepted" in ended.stdout
    command(Workspace(tmp_path / "after"), "rebuild", "--verify")
