"""Pruning: what is kept, what goes, and that nothing that stays needs what went."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import RecordError
from pow_pipeline.record.events import Pruned
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import changeable, command, publish_at, verify_now
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace
from tests.jobs.publish.test_as_of import again, contents
from tests.publication.fixtures import Lived
from tests.publication.revised_releases import SPRING

MADE = ("2021-H1.v1", "2021-H2.v1", "2021-H1.v2", "2021-H2.v2", "2021-H1.v3")


@pytest.fixture
def copied(lived_bare: Lived, tmp_path: Path) -> Workspace:
    """A workspace with the releases of `MADE`, of databases alone.

    Whatever a release consists of, it is made of the record alone, and pruned as a folder.
    """
    return copy_workspace(lived_bare[0].home, tmp_path / "copy")


def prune(workspace: Workspace, *arguments: str) -> int:
    return run(["prune", "--home", str(workspace.home), *arguments])


def whole(workspace: Workspace) -> set[str]:
    folder = workspace.published / "releases"
    return {path.name for path in folder.iterdir() if (path / "public" / "pow.duckdb").is_file()}


def pruned(workspace: Workspace) -> list[tuple[str, ...]]:
    events = Journal(workspace.journal).read()
    return [event.releases for event in events if isinstance(event, Pruned)]


@pytest.mark.parametrize(
    ("keep", "gone"),
    [
        (1, ("2021-H1.v1", "2021-H2.v1", "2021-H1.v2")),
        (2, ("2021-H1.v1", "2021-H2.v1", "2021-H1.v2")),
        pytest.param(3, ("2021-H1.v1", "2021-H2.v1"), marks=pytest.mark.prove),
        (4, ("2021-H1.v1",)),
        (5, ()),
        pytest.param(6, (), marks=pytest.mark.prove),
    ],
)
def test_the_last_and_the_latest_of_each_period_stay(keep, gone, copied, capsys):
    before = {
        path: path.read_bytes() for path in copied.published.glob("releases/*/*/manifest.json")
    }
    assert prune(copied, "--keep", str(keep), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert tuple(removable["release"] for removable in shown["removable"]) == gone
    assert not shown["is_done"]
    assert (whole(copied), pruned(copied)) == (set(MADE), [])
    assert prune(copied, "--keep", str(keep), "--yes", "--by", "me") == 0
    assert whole(copied) == set(MADE) - set(gone)
    assert pruned(copied) == ([gone] if gone else [])
    after = {
        path: path.read_bytes() for path in copied.published.glob("releases/*/*/manifest.json")
    }
    assert after == before
    assert_invariants(copied)
    capsys.readouterr()
    assert prune(copied, "--keep", str(keep), "--yes") == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_all_else_holds_without_what_was_pruned(copied, tmp_path, capsys):
    meant = contents(copied.published / "releases" / "2021-H1.v2")
    assert prune(copied, "--keep", "1", "--yes") == 0
    made = again(copied, "2021-H1.v2", "2022-03-01", tmp_path / "again")
    assert contents(made) == meant
    capsys.readouterr()
    assert run(["diff", "2021-H1", "v1", "v2", "--home", str(copied.home)]) == 0
    assert "2021-H1.v1" in capsys.readouterr().out
    assert not publish_at(copied, "2021-H1", SPRING).is_new
    command(copied, "rebuild")
    verify_now(copied)
    assert (copied.published / "current" / "2021-H1").resolve().name == "2021-H1.v3"


def test_a_manifest_that_is_gone_is_missed(copied):
    assert prune(copied, "--keep", "1", "--yes") == 0
    changeable(copied.releases / "2021-H1.v1" / "public" / "manifest.json").unlink()
    with pytest.raises(RecordError, match=r"manifest\.json: missing"):
        verify_now(copied)


def test_none_is_too_few(copied, capsys):
    assert prune(copied, "--keep", "0", "--yes") == 2
    assert whole(copied) == set(MADE)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("pruned", marks=pytest.mark.prove),
        pytest.param("prune_removed", marks=pytest.mark.prove),
        "prune_removed:20",
        pytest.param("apply_pruned", marks=pytest.mark.prove),
    ],
)
@pytest.mark.prove
def test_killed_while_pruning_it_is_ended_by_what_comes_next(fault, copied):
    killed = subprocess.run(
        [
            *(sys.executable, "-m", "pow_pipeline.cli.main", "prune"),
            *("--keep", "1", "--yes", "--home", copied.home),
        ],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command(copied, "ingest")
    verify_now(copied)
    assert not publish_at(copied, "2021-H1", SPRING).is_new
    assert whole(copied) == {"2021-H2.v2", "2021-H1.v3"}
    assert len(pruned(copied)) == 1
    assert_invariants(copied)
