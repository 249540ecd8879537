"""Every writing command is killed at random moments and run again; all that must hold then does.

The checks are those of `independent_check`, which shares no code with the package. Each command is
first run once without being killed, in a workspace of its own, to know how long it takes.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form
from tests.jobs.engine.independent_check import faults_in

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
KILLS = 150
SEED = 14
GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "oranje", "Later.")]
RED = [("1", "Jobhunters", "Aanbod", "rood", "Later."), ("2", "Markt", "Route", "groen", "")]
BAD = [("1", "Jobhunters", "Aanbod", "paars", "")]
PERIOD = "2021-H1"
IN_JULY, AFTER = "2021-07-10T09:00:00Z", "2021-08-20T10:00:00Z"


def nothing_first(_: Workspace) -> None:
    """Prepare nothing."""


def send_first(workspace: Workspace) -> None:
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions[:24]:
        drop(workspace, region, form(region, rows=GREEN))
    drop(workspace, regions[24], form(regions[24], rows=BAD))


def send_corrections(workspace: Workspace) -> None:
    for region in ("AM02", "AM03"):
        drop(workspace, region, form(region, rows=RED), "correction.xlsx")


def let_purple_be_red(workspace: Workspace) -> None:
    path = workspace.programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('["achter", "r"]', '["achter", "r", "paars"]'), encoding="utf-8")


@dataclass(frozen=True)
class Step:
    """A command, what comes before it, and the moment at which it is run.

    Attributes:
        command: `{AM05}` stands for the first delivery of that region, `{aside}` for a folder
            next to the workspace.
        again: the exit code where it had done its work before it was killed.
    """

    command: str
    prepare: Callable[[Workspace], None] = nothing_first
    now: str = IN_JULY
    again: int = 0


STEPS = (
    Step("init", again=2),  # it never touches a workspace that is there
    Step("template --all"),
    Step("ingest", send_first),
    Step("remind"),
    Step("ingest", send_corrections),
    Step("decide withdraw AM02 2021-H1 --why a --by me"),
    Step("decide extend AM37 2021-H1 --until 2021-08-15 --why b --by me"),
    Step("decide exempt AM36 2021-H1 --why c --by me"),
    Step("programme activate --yes", let_purple_be_red),
    Step("rerun 2021-H1 --yes --why d --by me"),
    Step("decide erase {AM03} --yes --why e --by me"),
    Step("editorial 2021-H1", again=2),  # it never writes over what a person may have changed
    Step("publish 2021-H1 --draft --by me"),
    Step("publish 2021-H1 --yes --embargo 2021-08-20T09:30"),
    Step("publish 2021-H1 --yes", now=AFTER),
    Step("decide withdraw AM05 2021-H1 --why f --by me", now=AFTER),
    Step("publish 2021-H1 --yes", now=AFTER),
    Step("upload", now=AFTER),
    Step("decide final 2021-H1 --why g --by me", now=AFTER),
    Step("prune --keep 1 --yes --by me", now=AFTER),
    Step("rebuild", now=AFTER),
    Step("backup {aside}", now=AFTER),
)
QUICK = (STEPS[0], STEPS[2], STEPS[5])


class Life:
    """A workspace in which the steps are run, each as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder / "work")
        self.aside = folder / "aside"
        self.environment = os.environ | {
            "POW_STABLE_SECONDS": "0",
            "POW_UPLOAD_TO": str(folder / "uploaded"),
        }

    def start(self, step: Step) -> "subprocess.Popen[str]":
        words = step.command.format_map(_Names(self)).split()
        where = ["--home", str(self.workspace.home)]
        if words[0] == "init":
            where = [str(self.workspace.home)]
        return subprocess.Popen(
            [*POW, *words, *where],
            env=self.environment | {"POW_NOW": step.now},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, step: Step) -> float:
        """Run a command to its end, and return how many seconds it took."""
        began = time.monotonic()
        process = self.start(step)
        result, _ = process.communicate()
        assert process.returncode in {0, step.again}, f"{step.command}: {result}"
        return time.monotonic() - began

    def kill(self, step: Step, *, after: float) -> bool:
        """Start a command and kill it after so many seconds; whether it was still at work."""
        process = self.start(step)
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return process.returncode == -signal.SIGKILL


class _Names(dict[str, str]):
    """What stands for a name in braces: a folder, or the first delivery of a region."""

    def __init__(self, life: Life) -> None:
        super().__init__(aside=str(life.aside))
        self._journal = life.workspace.journal

    def __missing__(self, region: str) -> str:
        for path in sorted(self._journal.glob("*.json")):
            event = json.loads(path.read_bytes())
            files = event["files"] if event["type"] == "received" else []
            for place, file in enumerate(files, start=1):
                if file["sender"] == region:
                    return f"{region}-{event['number']}-{place}"
        raise AssertionError(region)


def live_and_be_killed(folder: Path, steps: tuple[Step, ...], kills: int) -> int:
    """Kill each command at random moments until there were so many kills; return how many."""
    chance = random.Random(SEED)
    measured = Life(folder / "undisturbed")
    seconds: list[float] = []
    for step in steps:
        step.prepare(measured.workspace)
        seconds.append(measured.run(step))
        assert faults_in(measured.workspace.home) == []
    done, number = 0, 0
    while done < kills:
        number += 1
        life = Life(folder / f"{number}")
        for step, length in zip(steps, seconds, strict=True):
            step.prepare(life.workspace)
            if done < kills:
                done += life.kill(step, after=chance.uniform(0.1, 1) * length)
            life.run(step)
            found = faults_in(life.workspace.home)
            assert found == [], f"after {step.command}, kill {done} of life {number}"
        _remove(folder / f"{number}")
    return done


def _remove(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.prove
def test_a_few_kills_change_nothing(tmp_path):
    assert live_and_be_killed(tmp_path, QUICK, len(QUICK)) == len(QUICK)


@pytest.mark.prove
def test_kills_at_random_moments_change_nothing(tmp_path):
    assert live_and_be_killed(tmp_path, STEPS, KILLS) == KILLS
