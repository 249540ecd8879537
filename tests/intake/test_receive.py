"""Receiving: what lies in the inbox becomes events, whatever it is called."""

import errno
import json
import os
import re
import subprocess
import threading
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest

from pow_pipeline.intake import claim
from pow_pipeline.intake.receive import files_out_of_place, receive_inbox
from pow_pipeline.jobs.operate.verify.machine import check_machine
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, ask, drop, form, ingest_at, send
from tests.harness.form_server import POW
from tests.harness.story import NOW_TEXT, copy_workspace
from tests.jobs.setup.test_access import AS_OTHERS


def names(workspace):
    return [
        file.name
        for event in Journal(workspace.journal).read()
        if event.type == "received"
        for file in event.files
    ]


def kept(workspace) -> list[bytes]:
    return [path.read_bytes() for path in workspace.blobs.rglob("*") if path.is_file()]


def test_a_link_that_takes_the_place_of_a_claimed_file_leads_nowhere(workspace, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"secret")
    claim = workspace.claims / "0@20210630T120000.000000Z"
    claim.mkdir()
    (claim / "list.json").write_text(json.dumps([["AM12", "a.xlsx"], ["AM12", "b.xlsx"]]))
    (claim / "1").symlink_to(secret)
    os.mkfifo(claim / "2")
    pipe = os.open(claim / "2", os.O_RDWR)
    os.write(pipe, b"secret")
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0) == 2
    assert b"" in kept(workspace)
    assert b"secret" not in kept(workspace)
    os.close(pipe)


def test_a_batch_holds_no_more_files_than_asked(workspace):
    for number in range(5):
        drop(workspace, "AM12", b"x", f"{number}.xlsx")
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=2, stable_seconds=0) == 5
    events = [event for event in Journal(workspace.journal).read() if event.type == "received"]
    assert [len(event.files) for event in events] == [2, 2, 1]


def test_names_that_are_long_odd_or_no_text_are_kept(workspace):
    odd = ["a" * 250 + ".xlsx", "re: uw brief 'x' \"y\".xlsx", "naïef – 😀.xlsx"]
    for name in odd:
        drop(workspace, "AM12", b"x", name)
    (workspace.inbox / "AM12" / os.fsdecode(b"caf\xe9.xlsx")).write_bytes(b"x")
    ingest_at(workspace)
    assert sorted(names(workspace)) == sorted([*odd, "caf\\xe9.xlsx"])


def test_the_moment_of_the_claim_counts_however_late_the_recovery(workspace):
    claim = workspace.claims / "0@20210630T120000.000000Z"
    claim.mkdir()
    (claim / "list.json").write_text(json.dumps([["AM12", "a.xlsx"], ["AM12", "still there.xlsx"]]))
    (claim / "1").write_bytes(form())
    ingest_at(workspace, NOW)
    assert ask(workspace, "SELECT name, received_on::VARCHAR FROM record.delivery") == [
        ("a.xlsx", "2021-06-30")
    ]


def test_a_claim_whose_event_was_written_is_not_received_again(workspace):
    send(workspace, "AM12", form())
    claim = workspace.claims / "0@20210630T120000.000000Z"  # claimed before that event
    claim.mkdir()
    (claim / "list.json").write_text(json.dumps([["AM12", "form.xlsx"]]))
    (claim / "1").write_bytes(form())
    assert ingest_at(workspace).received == 0
    assert not list(workspace.claims.iterdir())


def test_a_file_is_taken_once_it_has_been_left_alone(workspace):
    path = drop(workspace, "AM12", b"half")
    stop = threading.Event()

    def write_on() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.wait(0.02):
                file.write(b".")

    writer = threading.Thread(target=write_on)
    writer.start()
    taken = receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0.5)
    stop.set()
    writer.join()
    assert taken == 0
    whole = path.read_bytes()
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0.5) == 1
    assert kept(workspace).count(whole) == 1


def write_on_while_it_is_copied(workspace, half: bytes, rest: bytes, monkeypatch) -> None:
    """Let the sender of a file write the rest of it just after we have read the half."""
    read = os.read

    def read_and_be_overtaken(descriptor, count):
        content = read(descriptor, count)
        if content == half:
            with next(workspace.claims.glob("*/1")).open("ab") as file:
                file.write(rest)
        return content

    monkeypatch.setattr(os, "read", read_and_be_overtaken)


def test_a_file_that_changes_while_it_is_copied_is_given_back(workspace, monkeypatch):
    path = drop(workspace, "AM12", b"half")
    write_on_while_it_is_copied(workspace, b"half", b" and the other half", monkeypatch)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0) == 1
    assert names(workspace) == ["form.xlsx"]
    assert not path.exists()
    assert kept(workspace).count(b"half and the other half") == 1
    assert b"half" not in kept(workspace)


def test_a_file_of_another_user_is_given_back_under_a_name_of_ours(workspace, monkeypatch):
    """Linux lets nobody link to a file of another user that they may not write."""

    path = drop(workspace, "AM12", b"half", "a" * 250 + ".xlsx")
    link = os.link

    def refuse(source, target, **known):
        if target == path:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        link(source, target, **known)

    write_on_while_it_is_copied(workspace, b"half", b" and the other half", monkeypatch)
    monkeypatch.setattr(os, "link", refuse)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0) == 1
    (name,) = names(workspace)
    assert re.fullmatch(r"a{60}-[0-9a-f]{8}\.xlsx", name)
    assert b"half and the other half" in kept(workspace)


def test_a_file_of_any_size_is_copied_piece_by_piece(workspace):
    with drop(workspace, "AM12", b"").open("wb") as file:
        file.truncate(300 * 2**20)
    tracemalloc.start()
    receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 2**20


def test_the_same_bytes_are_kept_once(workspace):
    for name in ("a.xlsx", "b.xlsx"):
        drop(workspace, "AM12", b"the same", name)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0) == 2
    drop(workspace, "AM13", b"the same")
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0) == 1
    assert kept(workspace).count(b"the same") == 1
    assert not list(workspace.claims.iterdir())


def test_a_hard_link_is_copied_so_that_its_other_name_changes_nothing(workspace, tmp_path):
    path = drop(workspace, "AM12", b"as sent")
    os.link(path, tmp_path / "other")
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    (tmp_path / "other").write_bytes(b"changed")
    assert b"as sent" in kept(workspace)


def test_a_file_with_a_time_to_come_is_taken_once_it_stays_the_same(workspace):
    for region in ("AM12", "AM13"):
        os.utime(drop(workspace, region, b"x"), (2**33, 2**33))
    began = time.monotonic()
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0.5) == 2
    assert time.monotonic() - began >= 0.5


def test_a_file_that_is_written_by_a_clock_that_runs_ahead_is_waited_for(workspace):
    path = drop(workspace, "AM12", b"half")
    stop = threading.Event()

    def write_on() -> None:
        ahead = time.time() + 3600
        with path.open("ab", buffering=0) as file:
            while not stop.wait(0.02):
                file.write(b".")
                os.utime(path, (ahead, ahead))

    os.utime(path, (time.time() + 3600,) * 2)
    writer = threading.Thread(target=write_on)
    writer.start()
    taken = receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0.5)
    stop.set()
    writer.join()
    assert taken == 0
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0.5) == 1
    assert path.name in names(workspace)


LONG = "a" * 250 + ".xlsx"
CLOSED = {"AM17": 0o000, "AM18": 0o400, "AM20": 0o500}  # modes of inbox folders


@dataclass(frozen=True)
class HeldUp:
    """A workspace with files that we may not read or move, and what `pow ingest` said of them."""

    workspace: Workspace
    first: str
    second: str

    def assert_stays(self, path: Path) -> None:
        for printed in (self.first, self.second):
            assert f"{path}: stays where it is" in printed


@pytest.fixture(scope="module")
def held_up(template: Path, tmp_path_factory: pytest.TempPathFactory) -> HeldUp:
    """Ingest twice as a user for whom modes bind: a claim left behind, and closed folders."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("closed"))
    leave_claim(workspace)
    folders = [drop(workspace, region, form(region)).parent for region in CLOSED]
    for folder, mode in zip(folders, CLOSED.values(), strict=True):
        folder.chmod(mode)
    drop(workspace, "AM13", form("AM13"), "other.xlsx")
    output = [ingest_as_others(workspace) for _ in range(2)]
    for path in (*folders, *workspace.claims.rglob("*"), *(workspace.inbox / "AM12").iterdir()):
        path.chmod(0o700)
    return HeldUp(workspace, *output)


def leave_claim(workspace: Workspace) -> None:
    """Leave a claim of a file that is whole, two that are closed, and a closed folder."""
    claim = workspace.claims / "0@20210630T120000.000000Z"
    claim.mkdir()
    listed = [("AM12", "b.xlsx"), ("AM12", LONG), ("AM14", "c.xlsx"), ("AM15", "d.xlsx")]
    (claim / "list.json").write_text(json.dumps(listed))
    (claim / "1").write_bytes(b"open")
    for place in ("2", "3"):
        (claim / place).write_bytes(f"closed {place}".encode())
        (claim / place).chmod(0)
    (workspace.inbox / "AM14").rmdir()  # it cannot go back there
    (claim / "4" / "in it").mkdir(parents=True)
    (claim / "4").chmod(0)


def ingest_as_others(workspace: Workspace) -> str:
    """Run `pow ingest` as a user for whom modes bind, and return what it says goes wrong."""
    done = subprocess.run(
        [*AS_OTHERS, *POW, "ingest", "--home", workspace.home],
        env=os.environ | {"POW_NOW": NOW_TEXT},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_what_cannot_be_read_or_moved_holds_up_nobody(held_up: HeldUp) -> None:
    assert names(held_up.workspace) == ["b.xlsx", "d.xlsx", "other.xlsx"]
    assert len(list(held_up.workspace.claims.iterdir())) == 2  # only what is set aside, see below


def test_a_claimed_file_that_cannot_be_read_goes_back(held_up: HeldUp, tmp_path: Path) -> None:
    (left,) = (held_up.workspace.inbox / "AM12").iterdir()
    assert re.fullmatch(r"a{60}-[0-9a-f]{8}\.xlsx\.unreadable", left.name)
    assert left.read_bytes() == b"closed 2"
    held_up.assert_stays(left)
    workspace = copy_workspace(held_up.workspace.home, tmp_path)
    copied = workspace.inbox / "AM12" / left.name
    copied.rename(copied.with_name("corrected.xlsx"))
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    assert "corrected.xlsx" in names(workspace)[3:]


def test_what_cannot_go_back_either_is_set_aside_and_reported(held_up: HeldUp) -> None:
    (aside,) = held_up.workspace.claims.glob("AM14-*")
    assert re.fullmatch(r"AM14-c-[0-9a-f]{8}\.xlsx\.unreadable", aside.name)
    assert aside.read_bytes() == b"closed 3"
    held_up.assert_stays(aside)
    alarms = [(alarm.code, alarm.where) for alarm in check_machine(held_up.workspace, 3600)]
    assert ("inbox", str(aside)) in alarms


def test_a_closed_folder_in_a_claim_is_set_aside(held_up: HeldUp) -> None:
    (aside,) = held_up.workspace.claims.glob("0-*")
    assert (aside / "4" / "in it").is_dir()
    held_up.assert_stays(aside)


@pytest.mark.parametrize("region", CLOSED)
def test_a_folder_that_we_may_not_take_from_is_reported(region: str, held_up: HeldUp) -> None:
    folder = held_up.workspace.inbox / region
    assert [path.name for path in folder.iterdir()] == ["form.xlsx"]
    held_up.assert_stays(folder)


@pytest.mark.parametrize("error", [errno.EIO, errno.ENXIO, errno.ESTALE])
def test_a_file_that_cannot_be_opened_is_tried_once(error, workspace, monkeypatch, caplog):
    path = drop(workspace, "AM12", b"broken", "secret.xlsx")
    number = path.stat().st_ino
    drop(workspace, "AM13", b"whole")
    fail_to_open(number, error, monkeypatch)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0) == 1
    (left,) = files_out_of_place(workspace)
    assert left.stat().st_ino == number
    assert f"a file could not be read: {os.strerror(error)}" in caplog.text
    assert "secret" not in caplog.text


def test_a_full_disk_sets_nothing_aside(workspace, monkeypatch):
    number = drop(workspace, "AM12", b"x").stat().st_ino
    with monkeypatch.context() as full:
        fail_to_open(number, errno.ENOSPC, full)
        with pytest.raises(OSError, match="No space left on device"):
            receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0) == 1
    assert names(workspace) == ["form.xlsx"]


def fail_to_open(number: int, error: int, monkeypatch) -> None:
    """Let the file with this number not be opened, as a broken disk does, for root as well."""
    opened = os.open

    def fail(path, *rest, **known):
        if os.path.lexists(path) and os.lstat(path).st_ino == number:
            raise OSError(error, os.strerror(error), str(path))
        return opened(path, *rest, **known)

    monkeypatch.setattr(os, "open", fail)


@pytest.mark.parametrize("name", ["form.xlsx", "a" * 250 + ".xlsx"])
def test_what_is_given_back_replaces_nothing_newer(name, workspace, monkeypatch):
    """The sender writes on and sends anew, at the last moment before the file is given back."""
    path = drop(workspace, "AM12", b"first half", name)
    newer = []

    def after_the_sender(move):
        def moved(source, target, *rest, **known):
            if str(target) == str(path) and not newer:
                newer.append(path.write_bytes(b"the newer file"))
            return move(source, target, *rest, **known)

        return moved

    write_on_while_it_is_copied(workspace, b"first half", b" and the rest", monkeypatch)
    monkeypatch.setattr(os, "link", after_the_sender(os.link))
    monkeypatch.setattr(Path, "rename", after_the_sender(Path.rename))
    receive_inbox(workspace, clock=lambda: NOW, batch_size=1, stable_seconds=0)
    assert len(names(workspace)) == 2
    assert {b"first half and the rest", b"the newer file"} <= set(kept(workspace))
    assert b"first half" not in kept(workspace)


def test_a_file_that_goes_during_a_look_holds_up_nobody(workspace, monkeypatch):
    goes = drop(workspace, "AM12", b"x", "goes.xlsx")
    drop(workspace, "AM13", b"x")
    access = os.access

    def be_seen_and_go(path, *rest, **known):
        is_so = access(path, *rest, **known)
        if os.fspath(path) == str(goes):
            goes.unlink(missing_ok=True)
        return is_so

    monkeypatch.setattr(os, "access", be_seen_and_go)
    assert files_out_of_place(workspace) == []
    goes.write_bytes(b"x")
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0) == 1


def test_a_file_that_goes_before_it_is_moved_holds_up_nobody(workspace, monkeypatch):
    goes = drop(workspace, "AM12", b"x", "goes.xlsx")
    drop(workspace, "AM13", b"x")
    write_file = claim.write_file

    def list_and_be_overtaken(path, content, **known):
        write_file(path, content, **known)
        goes.unlink(missing_ok=True)

    monkeypatch.setattr(claim, "write_file", list_and_be_overtaken)
    assert receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0) == 1
    assert names(workspace) == ["form.xlsx"]
    assert not list(workspace.claims.iterdir())
