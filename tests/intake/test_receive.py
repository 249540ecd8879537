"""Receiving: what lies in the inbox becomes events, whatever it is called."""

import json
import os
import threading
import tracemalloc

from building import NOW, ask, drop, form, ingest_at, send

from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.record.journal import Journal


def names(workspace):
    return [
        file.name
        for event in Journal(workspace.journal).read()
        if event.type == "received"
        for file in event.files
    ]


def kept(workspace) -> list[bytes]:
    return [path.read_bytes() for path in workspace.blobs.rglob("*") if path.is_file()]


def test_files_are_received_in_the_order_in_which_they_were_written(workspace):
    for name, written in (("b.xlsx", 20), ("a.xlsx", 30), ("d.xlsx", 10), ("c.xlsx", 10)):
        os.utime(drop(workspace, "AM12", name.encode(), name), ns=(written, written))
    receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=0)
    assert names(workspace) == ["c.xlsx", "d.xlsx", "b.xlsx", "a.xlsx"]


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
    assert receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=0) == 2
    assert b"" in kept(workspace)
    assert b"secret" not in kept(workspace)
    os.close(pipe)


def test_a_batch_holds_no_more_files_than_asked(workspace):
    for number in range(5):
        drop(workspace, "AM12", b"x", f"{number}.xlsx")
    assert receive_inbox(workspace, now=NOW, batch_size=2, settle_seconds=0) == 5
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
    taken = receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=1)
    stop.set()
    writer.join()
    assert taken == 0
    whole = path.read_bytes()
    assert receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=1) == 1
    assert kept(workspace).count(whole) == 1


def test_a_file_that_changes_while_it_is_copied_is_given_back(workspace, monkeypatch):
    path = drop(workspace, "AM12", b"half")
    read = os.read
    written = []

    def read_and_be_overtaken(descriptor, count):
        content = read(descriptor, count)
        if content == b"half" and not written:  # its sender writes the rest meanwhile
            written.append(next(workspace.claims.iterdir()) / "1")
            with written[0].open("ab") as file:
                file.write(b" and the other half")
        return content

    monkeypatch.setattr(os, "read", read_and_be_overtaken)
    assert receive_inbox(workspace, now=NOW, batch_size=1, settle_seconds=0) == 1
    assert names(workspace) == ["form.xlsx"]
    assert not path.exists()
    assert kept(workspace).count(b"half and the other half") == 1
    assert b"half" not in kept(workspace)


def test_a_file_of_any_size_is_copied_piece_by_piece(workspace):
    with drop(workspace, "AM12", b"").open("wb") as file:
        file.truncate(300 * 2**20)
    tracemalloc.start()
    receive_inbox(workspace, now=NOW, batch_size=1, settle_seconds=0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 2**20


def test_the_same_bytes_are_kept_once(workspace):
    for name in ("a.xlsx", "b.xlsx"):
        drop(workspace, "AM12", b"the same", name)
    assert receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=0) == 2
    drop(workspace, "AM13", b"the same")
    assert receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=0) == 1
    assert kept(workspace).count(b"the same") == 1
    assert not list(workspace.claims.iterdir())


def test_a_hard_link_is_copied_so_that_its_other_name_changes_nothing(workspace, tmp_path):
    path = drop(workspace, "AM12", b"as sent")
    os.link(path, tmp_path / "other")
    receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=0)
    (tmp_path / "other").write_bytes(b"changed")
    assert b"as sent" in kept(workspace)


def test_a_file_with_a_time_to_come_is_taken(workspace):
    os.utime(drop(workspace, "AM12", b"x"), (2**33, 2**33))
    assert receive_inbox(workspace, now=NOW, batch_size=10, settle_seconds=60) == 1
