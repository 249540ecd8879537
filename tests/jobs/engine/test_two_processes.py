"""Two processes that ingest at once give the same as one."""

import os
import subprocess
import sys

from pow_pipeline.jobs.engine.worker import Worker
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form, ingest_at
from tests.harness.invariants import assert_invariants, facts
from tests.harness.story import NOW_TEXT, copy_workspace

REGIONS = 15  # with the nonsense 20 files, which are cut into four batches


def drop_all(workspace: Workspace) -> None:
    regions = sorted(path.name for path in workspace.inbox.iterdir())[:REGIONS]
    for number, region in enumerate(regions):
        drop(workspace, region, form(region, rows=[("1", "x", "Aanbod", "groen", "")]), "1.xlsx")
        if number % 3 == 0:
            drop(workspace, region, b"nonsense", "2.xlsx")


def test_two_processes_at_once_do_the_work_once(template, tmp_path, monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    one = copy_workspace(template, tmp_path / "one")
    drop_all(one)
    ingest_at(one)
    other = copy_workspace(template, tmp_path / "other")
    drop_all(other)
    command = [sys.executable, "-m", "pow_pipeline.cli.main", "ingest", "--home", other.home]
    environment = os.environ | {"POW_BATCH_SIZE": "5"}
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert_invariants(other)
    assert facts(other) == facts(one)


def test_what_arrives_while_the_lock_is_being_let_go_is_not_left_behind(workspace, monkeypatch):
    drop(workspace, "AM12", form())
    catch_up = Worker.catch_up
    left = []

    def catch_up_and_be_overtaken(worker):
        results = catch_up(worker)
        if not left:  # another process receives now, and finds the lock still taken
            drop(workspace, "AM13", form("AM13"))
            left.append(ingest_at(workspace).left_to_another)
        return results

    monkeypatch.setattr(Worker, "catch_up", catch_up_and_be_overtaken)
    assert ingest_at(workspace).counts()["accepted"] == 2
    assert left == [True]
    assert_invariants(workspace)
