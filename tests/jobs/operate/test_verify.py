"""Verify: each thing that must hold is broken once, and is named with what to do about it."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import duckdb
import pytest

from pow_pipeline import limits
from pow_pipeline.cli.main import run
from pow_pipeline.errors import UsageError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.operate.verify import verify
from pow_pipeline.jobs.operate.verify.verify import Health, check_everything, due_on
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, changeable, drop, form, ingest_at, publish_at, run_at
from tests.harness.invariants import assert_invariants
from tests.harness.service import until

HOUR = timedelta(hours=1)
RESTORE = "restore the record from the backup: cp -a BACKUP/record/. "


@pytest.fixture(scope="module")
def lived(template, tmp_path_factory) -> Workspace:
    """All have reported, and it has been published."""
    home = tmp_path_factory.mktemp("verify") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    ingest_at(workspace)
    publish_at(workspace)
    return workspace


@pytest.fixture
def copied(lived, tmp_path) -> Workspace:
    home = tmp_path / "work"
    shutil.copytree(lived.home, home, symlinks=True)
    return Workspace(home)


def check(
    workspace: Workspace,
    *,
    share: float = 1,
    now: datetime = NOW + HOUR,
    minutes: float = 60,
    is_compared: bool = False,
) -> Health:
    run = run_at(workspace, now, lock_seconds=0, waiting_minutes=minutes)
    return check_everything(run, share=share, is_compared=is_compared)


def first_blob(workspace: Workspace):
    return min(workspace.blobs.glob("*/*"))


def change_event(workspace: Workspace) -> str:
    path = workspace.journal / "000000002.json"
    path.write_bytes(path.read_bytes().replace(b"form.xlsx", b"mold.xlsx", 1))
    return str(workspace.journal / "000000003.json")


def change_last_event(workspace: Workspace) -> str:
    """No event follows it, so the chain does not show it."""
    path = max(workspace.journal.glob("*.json"))
    path.write_bytes(path.read_bytes() + b"\n")
    return str(path)


def lose_last_event(workspace: Workspace) -> str:
    path = max(workspace.journal.glob("*.json"))
    path.unlink()
    return str(path)


def lose_last_events(workspace: Workspace) -> str:
    """As when an earlier copy of the record takes its place."""
    path = max(workspace.journal.glob("*.json"))
    path.unlink()
    (workspace.journal.parent / "head.json").unlink()
    return str(workspace.journal)


def lose_event(workspace: Workspace) -> str:
    path = workspace.journal / "000000002.json"
    path.unlink()
    return str(path)


def change_blob(workspace: Workspace) -> str:
    path = first_blob(workspace)
    path.write_bytes(path.read_bytes()[:-1])
    return str(path)


def lose_feedback(workspace: Workspace) -> str:
    folder = next(path for path in (workspace.outbox / "AM12").iterdir() if path.is_dir())
    shutil.rmtree(folder)
    return str(folder / "feedback.json")


def count_otherwise(workspace: Workspace) -> str:
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute(
            "UPDATE record.submission SET region_code = 'AM13', version = 2 "
            "WHERE region_code = 'AM12'"
        )
    return str(workspace.warehouse)


def let_facts_dangle(workspace: Workspace) -> str:
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute(
            "UPDATE record.activity_status SET submission = 999 WHERE activity_id = '1'"
        )
    return f"{workspace.warehouse}: record.activity_status"


def change_released(workspace: Workspace) -> str:
    path = changeable(workspace.releases / "2021-H1.v1" / "public" / "columns.csv")
    path.write_bytes(path.read_bytes() + b"\n")
    return str(path)


def change_database(workspace: Workspace) -> str:
    """The list of checksums is outside the record; it is made to agree."""
    name = "2021-H1.v1"
    path = changeable(workspace.releases / name / "public" / "pow.duckdb")
    before = sha256(path.read_bytes()).hexdigest()
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE summary.status_distribution SET activities = activities + 1")
    checksums = workspace.published / "checksums" / f"{name}.sha256"
    after = sha256(path.read_bytes()).hexdigest()
    checksums.write_text(checksums.read_text("utf-8").replace(before, after), encoding="utf-8")
    return str(path)


def change_bytes(workspace: Workspace) -> str:
    """What stands after the last block changes no table."""
    path = changeable(workspace.releases / "2021-H1.v1" / "restricted" / "pow.duckdb")
    path.write_bytes(path.read_bytes() + b"x")
    return str(path)


def lose_current(workspace: Workspace) -> str:
    (workspace.published / "current").unlink()
    return str(workspace.published / "current")


def lose_warehouse(workspace: Workspace) -> str:
    workspace.warehouse.unlink()
    return str(workspace.warehouse)


def put_aside(workspace: Workspace) -> str:
    (workspace.inbox / "form.xlsx").write_bytes(form())
    return str(workspace.inbox / "form.xlsx")


def test_all_is_well_and_nothing_is_changed(copied):
    before = snapshot(copied)
    health = check(copied)
    assert (health.problems, health.events, health.hashed) == ((), 5, health.blobs)
    assert snapshot(copied) == before


@pytest.mark.parametrize(
    ("harm", "codes", "remedy"),
    [
        (change_event, {"journal"}, RESTORE),
        (change_last_event, {"journal"}, RESTORE),
        (lose_last_event, {"journal"}, RESTORE),
        (lose_last_events, {"journal"}, RESTORE),
        (change_blob, {"blob"}, RESTORE),
        (lose_feedback, {"feedback"}, "restore the folder from a back-up"),
        (count_otherwise, {"counted"}, "pow rebuild"),
        (let_facts_dangle, {"dangling"}, "pow rebuild"),
        (change_released, {"release"}, "pow publish 2021-H1 --as-of 4 -o DIR"),
        (change_database, {"release"}, "pow publish 2021-H1 --as-of 4 -o DIR"),
        (change_bytes, {"release"}, "pow publish 2021-H1 --as-of 4 -o DIR"),
        (lose_current, {"current"}, "pow ingest"),
        (lose_warehouse, {"warehouse"}, "pow rebuild"),
        (put_aside, {"inbox"}, "move "),
    ],
)
def test_what_does_not_hold_is_named(
    harm: Callable[[Workspace], str], codes: set[str], remedy: str, copied
):
    where = harm(copied)
    problems = check(copied).problems
    assert {each.code for each in problems} == codes
    result = {each.where: each for each in problems}
    assert where in result
    assert remedy in result[where].remedy


def test_all_that_is_wrong_is_named_at_once(copied):
    harms = (change_event, change_blob, lose_feedback, lose_current, put_aside)
    where = {harm(copied) for harm in harms}
    assert {each.where for each in check(copied).problems} == where


def test_what_one_fault_keeps_from_being_looked_at_is_no_other_fault(copied):
    where = lose_event(copied)
    assert [(each.where, each.found) for each in check(copied).problems] == [(where, "missing")]


def test_a_file_that_nobody_takes_is_an_alarm(copied):
    path = drop(copied, "AM12", form(period="2020-H2"))
    assert check(copied).problems == ()  # it has just come, whenever it was written
    os.utime(path, (0, 0))
    assert check(copied).problems == ()
    until(lambda: check(copied, minutes=0.001).problems)
    (problem,) = check(copied, minutes=0.001).problems
    assert (problem.code, problem.where) == ("waiting", str(path))


@pytest.mark.parametrize(("minutes", "codes"), [(59, []), (60, []), (61, ["waiting"])])
def test_a_delivery_that_is_not_validated_for_long_is_an_alarm(minutes, codes, copied):
    drop(copied, "AM12", form(period="2020-H2"))
    receive_inbox(copied, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    problems = check(copied, now=NOW + timedelta(minutes=minutes)).problems
    assert [each.code for each in problems] == codes


def test_a_run_that_hangs_is_an_alarm(copied):
    with try_lock(copied):
        (problem,) = check(copied).problems
    assert (problem.code, f"held by process {os.getpid()}" in problem.found) == ("lock", True)
    assert check(copied).problems == ()


def test_what_comes_while_it_looks_is_applied(copied, monkeypatch):
    def check_and_be_overtaken(run, **_):
        drop(run.workspace, "AM12", form(period="2020-H2"))
        assert ingest_at(run.workspace).left_to_another
        return iter(())

    monkeypatch.setattr(verify, "check_warehouse", check_and_be_overtaken)
    assert check(copied).problems == ()
    assert_invariants(copied)


def test_a_disk_that_is_full_is_an_alarm(copied, monkeypatch):
    monkeypatch.setattr(limits, "LEAST_FREE", 2**80)
    assert [each.code for each in check(copied).problems] == ["disk"]


def test_a_tenth_a_day_does_all_in_ten_days(lived):
    names = [sha256(str(n).encode()).hexdigest() for n in range(1000)]
    days = [date(2021, 12, 27) + timedelta(days=n) for n in range(10)]
    done = [name for day in days for name in filter(due_on(day, 0.1), names)]
    assert sorted(done) == sorted(names)
    health = check(lived, share=0.1)
    assert 0 < health.hashed < health.blobs / 2
    assert health.problems == ()


@pytest.mark.parametrize("share", [0, -1, 1.01, 1e-10, 1e-310, float("nan")])
def test_there_is_no_such_share(share):
    with pytest.raises(UsageError, match="write a part of the whole, such as 0.1"):
        due_on(date(2021, 7, 10), share)


def test_a_blob_that_is_not_due_must_be_there_all_the_same(copied):
    path = first_blob(copied)
    day = next(
        NOW + timedelta(days=n)
        for n in range(10)
        if not due_on((NOW + timedelta(days=n)).date(), 0.1)(path.name)
    )
    path.write_bytes(b"changed")
    assert check(copied, share=0.1, now=day).problems == ()
    path.unlink()
    assert [each.found for each in check(copied, share=0.1, now=day).problems] == ["missing"]


def test_the_command_ends_with_3_and_says_what_to_do(copied, capsys, monkeypatch):
    monkeypatch.setenv("POW_NOW", datetime(2021, 7, 10, 9, 30, tzinfo=UTC).isoformat())
    home = ["--home", str(copied.home)]
    assert run(["verify", *home]) == 0
    assert "no problems: 5 events" in capsys.readouterr().out
    path = change_blob(copied)
    assert run(["verify", *home]) == 3
    output = capsys.readouterr()
    assert f"blob: {path}\n  found     not the bytes that were kept" in output.err
    assert "to do     restore the record from the backup" in output.err
    assert run(["verify", *home, "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "blob"


def snapshot(workspace: Workspace) -> dict[str, str]:
    files = [path for path in workspace.home.rglob("*") if path.is_file()]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}
