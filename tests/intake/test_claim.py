"""Claiming: at most so many files, as many as there is room for, in order of arrival."""

import json
import os
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pow_pipeline.intake.claim import claim_files, left_claims, list_set_aside
from pow_pipeline.intake.inbox import Inbox
from pow_pipeline.intake.scans import Scans
from pow_pipeline.machine_faults import MachineFaultError

NOW = datetime(2021, 7, 10, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def claims(tmp_path):
    (tmp_path / "claims").mkdir()
    return tmp_path / "claims"


@pytest.fixture
def inbox(tmp_path):
    for sender in ("AM12", "AM13"):
        (tmp_path / "inbox" / sender).mkdir(parents=True)
    return Inbox(tmp_path / "inbox", ("AM12", "AM13"))


def put(inbox, *names, size=10):
    for seconds, name in enumerate(names):
        path = inbox.folder / name
        path.write_bytes(bytes(size))
        os.utime(path, (1_600_000_000 + seconds, 1_600_000_000 + seconds))


def claim(inbox, claims, *, after=4, now=NOW, limit=10):
    scans = Scans({}, {}, NOW, NOW).scan(inbox, clock=lambda: now, after=after)
    return claim_files(inbox, claims, scans=scans, after=after, limit=limit, stable_seconds=0)


def named(claimed):
    return [f"{file.sender}/{file.name}" for file in claimed.files]


def with_room(monkeypatch, *bytes_free):
    rooms = list(bytes_free)
    monkeypatch.setattr(Inbox, "room", lambda _: rooms.pop(0) if len(rooms) > 1 else rooms[0])


def test_files_move_into_a_folder_named_after_the_event_and_the_moment(inbox, claims):
    put(inbox, "AM13/b.xlsx", "AM12/a.xlsx")
    claimed = claim(inbox, claims, now=NOW.astimezone(timezone(timedelta(hours=2))))
    assert claimed.path.name == "4@20210710T090000.123456Z"
    assert (claimed.after, claimed.moment) == (4, NOW)
    assert named(claimed) == ["AM13/b.xlsx", "AM12/a.xlsx"]
    assert [file.path.name for file in claimed.files] == ["1", "2"]
    listed = json.loads((claimed.path / "list.json").read_bytes())
    assert [each[:2] for each in listed] == [
        ["AM13", "b.xlsx"],
        ["AM12", "a.xlsx"],
    ]
    assert not [*inbox.folder.glob("*/*")]
    assert left_claims(claims) == [claimed]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (3, 3), (4, 3)])
def test_at_most_so_many_are_taken(limit, count, inbox, claims):
    put(inbox, "AM12/a", "AM12/b", "AM12/c")
    assert named(claim(inbox, claims, limit=limit)) == ["AM12/a", "AM12/b", "AM12/c"][:count]


@pytest.mark.parametrize(("room", "count"), [(29, 2), (30, 3), (31, 3), (19, 1), (20, 2)])
def test_no_more_are_taken_than_there_is_room_for_together(room, count, inbox, claims, monkeypatch):
    put(inbox, "AM12/a", "AM12/b", "AM12/c")
    with_room(monkeypatch, room)
    assert named(claim(inbox, claims)) == ["AM12/a", "AM12/b", "AM12/c"][:count]


def test_without_files_or_room_nothing_is_claimed(inbox, claims, monkeypatch):
    assert claim(inbox, claims) is None
    put(inbox, "AM12/a")
    with_room(monkeypatch, 100, 9)  # it became less in the meantime
    assert claim(inbox, claims) is None
    assert not [*claims.iterdir()]


def test_a_file_that_its_sender_took_back_is_in_no_claim(inbox, claims, monkeypatch):
    put(inbox, "AM12/a", "AM12/b")
    scans = Scans({}, {}, NOW, NOW).scan(inbox, clock=lambda: NOW, after=4)
    waiting = inbox.complete(stable_seconds=0)
    (inbox.folder / "AM12" / "a").unlink()
    monkeypatch.setattr(Inbox, "complete", lambda *_, **__: waiting)
    claimed = claim_files(inbox, claims, scans=scans, after=4, limit=9, stable_seconds=0)
    assert named(claimed) == ["AM12/b"]
    assert claimed.files[0].path.name == "2"


def test_a_wrong_clock_claims_nothing(inbox, claims):
    put(inbox, "AM12/a")
    with pytest.raises(MachineFaultError):
        claim(inbox, claims, now=datetime(9999, 12, 31, tzinfo=UTC))
    assert not [*claims.iterdir()]


def test_what_lies_next_to_the_claims_is_set_aside(inbox, claims):
    put(inbox, "AM12/a")
    claimed = claim(inbox, claims)
    for name in ("b", "a"):
        (claims / name).write_bytes(b"")
    assert [each.path for each in left_claims(claims)] == [claimed.path]
    assert [path.name for path in list_set_aside(claims)] == ["a", "b"]


@pytest.mark.parametrize(
    "listed", [b"{", b"5", b"[1]", b'[["AM12"]]', b'[["AM12", "../a"]]', b'[["AM12", "b/a"]]']
)
def test_a_claim_whose_list_is_damaged_is_moved_and_never_received(listed, inbox, claims):
    put(inbox, "AM12/a")
    claimed = claim(inbox, claims)
    (claimed.path / "list.json").write_bytes(listed)
    assert left_claims(claims) == []
    assert [path.name for path in claims.iterdir()] == ["4-20210710T090000.123456Z"]


def test_a_claim_and_its_files_stay_what_they_are(inbox, claims):
    put(inbox, "AM12/a")
    claimed = claim(inbox, claims)
    with pytest.raises(FrozenInstanceError):
        claimed.after = 5
    with pytest.raises(FrozenInstanceError):
        claimed.files[0].sender = "AM13"


def test_a_claim_is_removed_with_what_is_in_it(inbox, claims):
    put(inbox, "AM12/a")
    claim(inbox, claims).remove()
    assert not [*claims.iterdir()]


def test_a_claim_that_cannot_be_removed_is_set_aside(inbox, claims, monkeypatch):
    put(inbox, "AM12/a")
    claimed = claim(inbox, claims)

    def fail(*_, **__):
        raise PermissionError

    monkeypatch.setattr("shutil.rmtree", fail)
    claimed.remove()
    assert left_claims(claims) == []
    assert [path.name for path in list_set_aside(claims)] == ["4-20210710T090000.123456Z"]


def test_several_claims_come_in_the_order_of_their_names(inbox, claims):
    for after in (5, 4):
        put(inbox, f"AM12/{after}")
        claim(inbox, claims, after=after)
    assert [each.after for each in left_claims(claims)] == [4, 5]
