"""Damage to a workspace: the message, the remedy as it is written there, a healthy system after."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.durable import remove_tree
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.seal import seal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form, publish_at, send_one_each

NOW = "2021-07-10T10:00:00+00:00"
DECISION = ("decide", "extend", "AM14", "2021-H1", "--until", "2021-08-15", "--why", "illness")
WRITING = {
    "ingest": ("ingest",),
    "publish": ("publish", "2021-H1", "--yes"),
    "decide": ("decide", "extend", "AM15", "2021-H1", "--until", "2021-08-15", "--why", "x"),
    "rerun": ("rerun", "2021-H1", "--why", "x", "--yes"),
    "backfill": ("backfill", "2021-H1", "2021-H1", "--why", "x", "--yes"),
    "rebuild": ("rebuild",),
    "verify": ("verify",),
    "rebuild --verify": ("rebuild", "--verify"),
}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POW_NOW", NOW)


@pytest.fixture(scope="module")
def backed_up(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace in which a decision was taken last, and its backup."""
    folder = tmp_path_factory.mktemp("damage")
    shutil.copytree(published_once, folder / "work", symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW)
        assert call(Workspace(folder / "work"), *DECISION) == 0
        assert call(Workspace(folder / "work"), "backup", str(folder / "backup")) == 0
    return folder


@pytest.fixture
def damaged(backed_up: Path, tmp_path: Path) -> Workspace:
    """A copy of both; the backup stands next to the workspace."""
    shutil.copytree(backed_up, tmp_path / "both", symlinks=True)
    return Workspace(tmp_path / "both" / "work")


def call(workspace: Workspace, *arguments: str) -> int:
    return run([*arguments, "--home", str(workspace.home)])


def problems(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    assert call(workspace, "verify", "--json") == 3
    return json.loads(capsys.readouterr().out)["problems"]


def follow(workspace: Workspace, remedy: str) -> None:
    """Do what a remedy says first: move files elsewhere, copy the backup, or run a command."""
    first = remedy.split("; only if", maxsplit=1)[0].split("; without", maxsplit=1)[0]
    for path in re.findall(r"\bmove (\S+) elsewhere", first, re.IGNORECASE):
        Path(path).rename(workspace.home.parent / "elsewhere")
    copy = re.search(r"cp -a BACKUP\S* \S+", first)
    if copy:
        backup = str(workspace.home.parent / "backup")
        subprocess.run(copy[0].replace("BACKUP", backup).split(), check=True)
    for command in re.findall(r"with: pow ([^;]+)", first):
        assert call(workspace, *command.split()) == 0


def edit_middle(workspace: Workspace) -> None:
    path = workspace.journal / "000000003.json"
    path.write_bytes(path.read_bytes().replace(b'"activities": 1', b'"activities": 7', 1))


def lose_decision(workspace: Workspace) -> None:
    max(workspace.journal.glob("*.json")).unlink()


def edit_decision(workspace: Workspace) -> None:
    path = max(workspace.journal.glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"2021-08-15", b"2021-08-25"))


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (edit_middle, "000000004.json: does not follow event 3"),
        (lose_decision, "(decided: extend AM14 2021-H1 by"),
        pytest.param(edit_decision, "(decided: extend", marks=pytest.mark.prove),
    ],
)
def test_no_command_builds_on_a_broken_record(
    harm: Callable[[Workspace], None],
    expected: str,
    damaged: Workspace,
    capsys: pytest.CaptureFixture[str],
):
    harm(damaged)
    waiting = drop(damaged, "AM13", form("AM13"))
    events = sorted(damaged.journal.iterdir())
    backup = damaged.home.parent / "backup"
    copies = {path: path.read_bytes() for path in backup.rglob("*.json")}
    for name, arguments in (*WRITING.items(), ("backup", ("backup", str(backup)))):
        assert call(damaged, *arguments) == 3, name
        output = capsys.readouterr().err
        assert "restore the record from the backup: cp -a BACKUP/record/. " in output, name
        assert "Traceback" not in output, name
    named = problems(damaged, capsys)
    assert expected in described(named)
    assert waiting.exists()
    assert sorted(damaged.journal.iterdir()) == events
    assert {path: path.read_bytes() for path in backup.rglob("*.json")} == copies
    for problem in named:
        follow(damaged, problem["remedy"])
    assert call(damaged, "ingest") == 0
    assert not waiting.exists()
    assert call(damaged, "rebuild", "--verify") == 0


def described(problems: list[dict[str, str]]) -> str:
    return "\n".join(f"{problem['where']}: {problem['found']}" for problem in problems)


def lose_head(workspace: Workspace) -> None:
    """Without the note on the last event, the warehouse still shows what the journal lost."""
    lose_decision(workspace)
    (workspace.journal.parent / "head.json").unlink()


@pytest.mark.parametrize("harm", [lose_decision, lose_head, edit_decision])
def test_without_a_backup_what_would_be_lost_is_named_and_asked_for(
    harm: Callable[[Workspace], None], damaged: Workspace, capsys: pytest.CaptureFixture[str]
):
    last = Journal(damaged.journal).head() - 1
    harm(damaged)
    named = f"event {last + 1} (decided: extend AM14 2021-H1 by"
    assert call(damaged, "rebuild") == 3
    assert named in capsys.readouterr().err
    assert call(damaged, "rebuild", "--yes") == 0
    output = capsys.readouterr().out
    assert f"given up: {named}" in output
    assert ("set-aside/" in output) == (harm is edit_decision)
    assert Journal(damaged.journal).head() == last
    assert call(damaged, "verify") == 0
    assert call(damaged, *DECISION) == 0
    assert Journal(damaged.journal).head() == last + 1


def edited(statement: str) -> Callable[[Workspace], None]:
    def harm(workspace: Workspace) -> None:
        with duckdb.connect(workspace.warehouse) as connection:
            connection.execute(statement)

    return harm


@pytest.mark.parametrize(
    "harm",
    [
        edited("UPDATE record.activity_status SET status = 'rood' WHERE submission = 3"),
        pytest.param(
            edited("DELETE FROM record.submission WHERE region_code = 'AM12'"),
            marks=pytest.mark.prove,
        ),
        pytest.param(
            edited("INSERT INTO record.activity_status FROM record.activity_status LIMIT 1"),
            marks=pytest.mark.prove,
        ),
        pytest.param(
            edited("UPDATE reference.programme SET minimum_coverage = 0"),
            marks=pytest.mark.prove,
        ),
        pytest.param(edited("DELETE FROM record.release"), marks=pytest.mark.prove),
        pytest.param(
            edited("CREATE OR REPLACE VIEW summary.activity_overview AS SELECT 1 AS period"),
            marks=pytest.mark.prove,
        ),
        edited("CREATE OR REPLACE MACRO summary.validated_delivery(x) AS TABLE SELECT 1 AS period"),
    ],
)
def test_nothing_is_built_on_a_warehouse_that_was_edited(
    harm: Callable[[Workspace], None], damaged: Workspace, capsys: pytest.CaptureFixture[str]
):
    harm(damaged)
    for arguments in (WRITING["publish"], WRITING["ingest"], WRITING["rerun"]):
        assert call(damaged, *arguments) == 3
        assert "with: pow rebuild" in capsys.readouterr().err
    first, *_ = problems(damaged, capsys)
    assert "with: pow rebuild" in first["remedy"]
    follow(damaged, first["remedy"])
    assert call(damaged, "verify") == 0


def test_what_a_killed_process_left_is_made_again_before_it_is_published(damaged: Workspace):
    """Its last events are applied and not sealed, so an edit would not be noticed otherwise."""
    with duckdb.connect(damaged.warehouse) as connection:
        connection.execute("UPDATE record.seal SET event = event - 1")
        connection.execute("UPDATE record.activity_status SET status = 'rood'")
    assert call(damaged, "publish", "2021-H1", "--yes") == 0
    assert not (damaged.releases / "2021-H1.v2").exists()
    assert call(damaged, "verify") == 0


@pytest.mark.prove
def test_a_wrong_release_is_noticed_and_corrected(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
):
    """As if the edit had not been noticed, or had been made with the program itself."""
    send_one_each(workspace)
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("UPDATE record.activity_status SET status = 'off_track'")
        seal(connection)
    assert publish_at(workspace).is_new
    assert call(workspace, "verify") == 3
    assert call(workspace, "rebuild", "--verify") == 3
    assert call(workspace, "rebuild") == 0
    assert call(workspace, "rebuild", "--verify") == 3
    (wrong,) = problems(workspace, capsys)
    assert (wrong["code"], wrong["remedy"]) == (
        "figures",
        "publish a corrected release with: pow publish 2021-H1",
    )
    assert call(workspace, "publish", "2021-H1", "--yes") == 0
    assert (workspace.releases / "2021-H1.v2").is_dir()
    assert call(workspace, "verify") == 0
    assert call(workspace, "rebuild", "--verify") == 0


def put_folder_for_current(workspace: Workspace) -> None:
    (workspace.published / "current").unlink()
    (workspace.published / "current" / "2021-H1").mkdir(parents=True)


def let_current_dangle(workspace: Workspace) -> None:
    (workspace.published / "current").unlink()
    (workspace.published / "current").symlink_to("catalogue/9")


def put_foreign_release(workspace: Workspace) -> None:
    (workspace.releases / "mine").mkdir()


def put_file_into_release(workspace: Workspace) -> None:
    folder = workspace.releases / "2021-H1.v1" / "public"
    folder.chmod(0o755)
    (folder / "extra.csv").write_text("x")


def put_foreign_claim(workspace: Workspace) -> None:
    (workspace.claims / "x@y").mkdir()
    (workspace.claims / "x@y" / "1").write_bytes(b"sent")


def lose(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: remove_tree(workspace.home / name)


def put_text(name: str, text: str) -> Callable[[Workspace], None]:
    return lambda workspace: (workspace.home / name).write_text(text) and None


def cut_off_warehouse(workspace: Workspace) -> None:
    workspace.warehouse.write_bytes(workspace.warehouse.read_bytes()[:9000])


def lose_release(workspace: Workspace) -> None:
    remove_tree(workspace.releases / "2021-H1.v1")


def put_folder(name: str) -> Callable[[Workspace], None]:
    def harm(workspace: Workspace) -> None:
        (workspace.home / name).unlink(missing_ok=True)
        (workspace.home / name).mkdir()

    return harm


GATE_HARMS = [edited("DROP VIEW summary.activity_overview"), let_current_dangle]
MORE_HARMS = [
    lose_release,  # its remedy works before a backup as well
    edited("ALTER TABLE record.delivery DROP COLUMN channel"),
    put_folder("warehouse/pow.duckdb"),
    put_file_into_release,
    put_foreign_claim,
    lose("record/claims"),
    edited("DROP SCHEMA summary CASCADE"),
    edited("DROP TABLE record.event"),
    edited("DROP TABLE record.seal"),
    edited("ALTER TABLE record.delivery ADD COLUMN mine INTEGER"),
    put_folder("warehouse/pow.duckdb.wal"),
    put_folder("locks/warehouse.lock"),
    put_folder("locks/intake.lock"),
    put_folder_for_current,
    put_foreign_release,
    cut_off_warehouse,
    put_text("record/format.json", ""),
    put_text("record/format.json", '{"format": "x", "code_version": 3}'),
    put_text("record/journal/notes.txt", "x"),
    put_text("warehouse/pow.duckdb", ""),
    lose("outbox"),
    lose("inbox"),
    lose("record/blobs"),
    lose("locks"),
    lose("published"),
]


@pytest.mark.parametrize(
    "harm", [*GATE_HARMS, *(pytest.param(harm, marks=pytest.mark.prove) for harm in MORE_HARMS)]
)
def test_each_remedy_that_verify_names_works(
    harm: Callable[[Workspace], None], damaged: Workspace, capsys: pytest.CaptureFixture[str]
):
    harm(damaged)
    for _ in range(4):  # a remedy may bring to light what the damage hid
        capsys.readouterr()
        code = call(damaged, "verify")
        if code == 0:
            break
        assert code == 3
        output = capsys.readouterr().err
        assert "Traceback" not in output
        remedies = re.findall(r"to do +(.*)", output) or [output]
        follow(damaged, remedies[0])
    assert call(damaged, "ingest") == 0
    assert call(damaged, "verify") == 0 or "set aside" in capsys.readouterr().err


def change_released(workspace: Workspace) -> None:
    path = workspace.releases / "2021-H1.v1" / "public" / "columns.csv"
    path.chmod(0o644)
    path.write_text("x")


@pytest.mark.parametrize("harm", [change_released, lose_release])
def test_a_damaged_release_is_not_copied_over_its_backup(
    harm: Callable[[Workspace], None], damaged: Workspace, capsys: pytest.CaptureFixture[str]
):
    harm(damaged)
    assert call(damaged, "backup", str(damaged.home.parent / "backup")) == 0
    assert "2021-H1.v1: damaged in the workspace" in capsys.readouterr().err
    (problem,) = problems(damaged, capsys)
    follow(damaged, problem["remedy"])
    assert call(damaged, "verify") == 0
