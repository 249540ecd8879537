"""Access: the modes of a workspace, and that nothing works on one that others can change."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.durable import make_read_only, remove_tree
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form, ingest_at, publish_at

CAPABILITIES = "--bounding-set=-dac_override,-dac_read_search"
AS_OTHERS = ["setpriv", CAPABILITIES] if os.geteuid() == 0 else []


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_workspace_has_its_modes_whatever_the_umask(umask, tmp_path):
    before = os.umask(umask)
    try:
        assert run(["init", str(tmp_path / "work")]) == 0
    finally:
        os.umask(before)
    expected = """
        .                   0o751
        record              0o700
        record/journal      0o700
        record/blobs        0o700
        record/claims       0o700
        locks               0o700
        programme           0o750
        warehouse           0o750
        published           0o755
        editorial           0o2770
        inbox               0o751
        inbox/AM12          0o2770
        outbox              0o751
        outbox/AM12         0o2750
    """
    result = dict(line.split() for line in expected.strip().splitlines())
    assert {name: mode(tmp_path / "work" / name) for name in result} == result
    assert run(["status", "--home", str(tmp_path / "work")]) == 0


def test_a_folder_that_an_operator_gave_to_a_group_stays_as_it_is(workspace):
    (workspace.inbox / "AM12").chmod(0o2730)
    (workspace.outbox / "AM13").rmdir()
    path = workspace.programme / "programme.toml"
    path.write_text(path.read_text().replace('["achter", "r"]', '["achter", "r", "paars"]'))
    command(workspace, "programme", "activate", "--yes")
    assert mode(workspace.inbox / "AM12") == "0o2730"
    assert mode(workspace.outbox / "AM13") == "0o2750"


@pytest.mark.parametrize(
    ("folder", "given", "remedy"),
    [
        ("", 0o755, None),
        ("", 0o757, "chmod o-w {}"),
        ("", 0o775, None),
        ("record", 0o755, None),
        ("record", 0o770, "chmod go-w {}"),
        ("record", 0o702, "chmod go-w {}"),
        ("record/journal", 0o720, "chmod go-w {}"),
        ("record/blobs", 0o702, "chmod go-w {}"),
        ("record/claims", 0o720, "chmod go-w {}"),
        ("programme", 0o770, None),
        ("programme", 0o752, "chmod o-w {}"),
        ("locks", 0o702, "chmod o-w {}"),
        ("warehouse", 0o752, "chmod o-w {}"),
        ("published", 0o757, "chmod o-w {}"),
    ],
)
def test_what_others_can_change_is_not_worked_on(folder, given, remedy, workspace, capsys):
    path = workspace.home / folder
    path.chmod(given)
    arguments = ["template", "--region", "AM12", "--home", str(workspace.home)]
    if remedy is None:
        assert run(arguments) == 0
        return
    assert run(arguments) == 3
    output = capsys.readouterr().err
    assert f"{workspace.home}: other users can write to folders that pow trusts" in output
    subprocess.run(remedy.format(path), shell=True, check=True)
    assert remedy.format(path) in output
    assert run(arguments) == 0


def test_what_is_released_is_read_only_and_what_names_activities_is_not_for_all(workspace):
    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    ingest_at(workspace)
    release = publish_at(workspace).folder
    paths = [release, *release.rglob("*")]
    assert not [path for path in paths if path.stat().st_mode & 0o222]
    assert mode(release / "public" / "manifest.json") == "0o444"
    assert mode(release / "restricted" / "pow.duckdb") == "0o440"
    assert (mode(release / "public"), mode(release / "restricted")) == ("0o555", "0o550")


def test_what_is_read_only_can_be_removed_by_its_owner(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o555)
    (tmp_path / "held" / "in").mkdir(parents=True)
    (tmp_path / "held" / "in" / "file").touch()
    (tmp_path / "held" / "link").symlink_to(outside)
    make_read_only(tmp_path / "held")
    assert (mode(tmp_path / "held"), mode(outside)) == ("0o555", "0o555")
    remove_tree(tmp_path / "held")
    assert [path.name for path in tmp_path.iterdir()] == ["outside"]
    remove_tree(tmp_path / "held")  # again changes nothing


@pytest.mark.prove
def test_a_user_without_rights_publishes_and_prunes(tmp_path):
    """The superuser may write everywhere, so where we are that, this is taken from us."""
    workspace = Workspace(tmp_path / "work")

    def pow_(*arguments: str) -> str:
        done = subprocess.run(
            [*AS_OTHERS, sys.executable, "-m", "pow_pipeline.cli.main", *arguments],
            env=os.environ | {"POW_HOME": str(workspace.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def send(*statuses: str) -> None:
        rows = [(str(n), f"Activiteit {n}", "Aanbod", each, "") for n, each in enumerate(statuses)]
        for inbox in workspace.inbox.iterdir():
            drop(workspace, inbox.name, form(inbox.name, rows=rows))
        pow_("ingest")

    pow_("init", str(workspace.home))
    send("groen", "groen")
    pow_("publish", "2021-H1")
    orphan = workspace.releases / "2021-H1.v2"
    shutil.copytree(workspace.releases / "2021-H1.v1", orphan)
    send("groen", "groen", "groen")
    assert not orphan.exists()
    pow_("publish", "2021-H1", "--yes")
    pow_("prune", "--keep", "1", "--yes")
    left = [path for path in (workspace.releases / "2021-H1.v1").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["manifest.json"]
    pow_("verify")
    pow_("rebuild", "--verify")
    assert "seven" in pow_("sql", "SELECT 7 AS seven")
