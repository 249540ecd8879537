"""When a file arrived, in which order, and what a sender cannot change about it."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pow_pipeline.intake.handing_in import hand_in
from pow_pipeline.intake.inbox import Inbox, Waiting
from pow_pipeline.intake.receive import receive_inbox, scan_inbox
from pow_pipeline.intake.scans import Arrival, Scans, Sighting, last_scans
from pow_pipeline.record.events import Received, ReceivedFile
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, ask, drop, form, ingest_at, wait_for_tick

SECOND = 1_000_000_000
TICK = 10_000_000
A_DAY = timedelta(days=1)


def at(second: float) -> datetime:
    return NOW + timedelta(seconds=second)


def waiting(
    name: str = "a", *, written: int = 0, changed: int = 0, sender: str = "AM12"
) -> Waiting:
    """Return a file; its times are nanoseconds from now on."""
    now = int(NOW.timestamp()) * SECOND
    return Waiting(sender, name, 1, now + written, now + changed, 1)


@pytest.mark.parametrize(
    ("since", "changed", "seen", "received", "arrival"),
    [
        (0, 5, 10, 10, Arrival(at(5), "changed")),
        (0, 10, 10, 10, Arrival(at(10), "changed")),
        (0, 10.001, 10, 10, Arrival(at(10), "received")),  # in the future: a clock is wrong
        (0, 10.001, 10, 20, Arrival(at(10), "seen")),
        (0, 0, 10, 10, Arrival(at(0), "changed")),
        (0, -0.01, 10, 10, Arrival(at(0), "changed")),  # rounded down to a tick
        (0, -0.011, 10, 10, Arrival(at(10), "received")),  # a look would have seen it
        (0, -0.011, 10, 20, Arrival(at(10), "seen")),
        (0, 5, 10, 4, Arrival(at(4), "received")),  # the clock was set back
    ],
)
def test_a_change_time_is_believed_between_two_looks(
    since: float, changed: float, seen: float, received: float, arrival: Arrival
) -> None:
    file = waiting(changed=int(changed * SECOND))
    assert Sighting(at(since), at(seen), None).arrival(file, at(received)) == arrival


@pytest.mark.parametrize("changed", [-(2**62), 2**62])
def test_a_change_time_that_no_calendar_knows_is_not_believed(changed: int) -> None:
    file = Waiting("AM12", "a", 1, 0, changed * 8, 1)
    assert Sighting(at(0), at(1), None).arrival(file, at(1)) == Arrival(at(1), "received")


def inbox_of(tmp_path: Path, *senders: str) -> Inbox:
    for sender in senders:
        (tmp_path / sender).mkdir(exist_ok=True)
    return Inbox(tmp_path, senders)


def ties_of(files: Sequence[Waiting], tmp_path: Path, known: Scans | None = None) -> list[str]:
    """Return the tie of each file, '' for none, when one look sees all of them."""

    class Seen(Inbox):
        def finished(self) -> list[Waiting]:
            return list(files)

    scans = known or Scans({}, {}, NOW, NOW)
    scans = scans.scan(Seen(tmp_path, ()), clock=lambda: NOW, after=7)
    return [scans.files[file].tie or "" for file in files]


@pytest.mark.parametrize(
    ("first", "second", "are_tied"),
    [
        ((0, 0), (TICK, TICK), False),
        ((0, 0), (TICK - 1, TICK - 1), True),  # within a tick of the clock
        ((0, 0), (SECOND, 0), False),
        ((0, 1), (SECOND, 0), True),  # arrived later, and written before
        ((SECOND, 0), (0, 1), True),
        ((SECOND, 1), (0, 0), False),  # given in the other order
    ],
)
def test_the_order_of_two_files_is_known_when_both_times_agree(
    first: tuple[int, int],
    second: tuple[int, int],
    are_tied: bool,  # noqa: FBT001 -- one of the two
    tmp_path: Path,
) -> None:
    files = [
        waiting(name, changed=changed, written=written)
        for name, (changed, written) in zip("ab", (first, second), strict=True)
    ]
    assert ties_of(files, tmp_path) == (["7-1", "7-1"] if are_tied else ["", ""])


def test_ties_hold_within_one_sender_and_one_doubt(tmp_path: Path) -> None:
    files = [
        waiting("a", changed=0),
        waiting("b", changed=1),
        waiting("c", changed=SECOND, written=SECOND),
        waiting("d", changed=2 * SECOND, written=3 * SECOND),
        waiting("e", changed=3 * SECOND, written=2 * SECOND),
        waiting("f", changed=1, sender="AM13"),
    ]
    assert ties_of(files, tmp_path) == ["7-1", "7-1", "", "7-2", "7-2", ""]


def test_a_file_that_was_seen_before_has_no_tie_with_a_newer_one(tmp_path: Path) -> None:
    before = waiting("a", written=SECOND)
    known = Scans({}, {before: Sighting(NOW, NOW, None)}, NOW, NOW)
    assert ties_of([before, waiting("b")], tmp_path, known) == ["", ""]


def received(workspace: Workspace) -> list[ReceivedFile]:
    events = [each for each in Journal(workspace.journal).read() if isinstance(each, Received)]
    return [file for event in events for file in event.files]


def receive(workspace: Workspace, moment: datetime, batch_size: int = 10) -> int:
    return receive_inbox(workspace, clock=lambda: moment, batch_size=batch_size, stable_seconds=0)


def write_apart(workspace: Workspace, *names: str) -> list[Path]:
    """Drop files whose change times differ."""
    paths = []
    for name in names:
        paths.append(drop(workspace, "AM12", name.encode(), name))
        wait_for_tick(paths[-1])
    return paths


@pytest.mark.parametrize("batch_size", [1, 2, 10])
def test_an_old_modification_time_does_not_change_the_order(
    batch_size: int, workspace: Workspace
) -> None:
    _, later = write_apart(workspace, "b.xlsx", "a.xlsx")
    os.utime(later, (0, 0))
    assert receive(workspace, NOW, batch_size) == 2
    files = received(workspace)
    assert [file.name for file in files] == ["b.xlsx", "a.xlsx"]
    assert len({file.tie for file in files}) == 1
    assert files[0].tie


def test_files_in_the_order_of_both_times_are_not_tied(workspace: Workspace) -> None:
    write_apart(workspace, "b.xlsx", "a.xlsx")
    receive(workspace, NOW)
    assert [(file.name, file.tie) for file in received(workspace)] == [
        ("b.xlsx", None),
        ("a.xlsx", None),
    ]


def real_look(workspace: Workspace) -> datetime:
    """Look at the inbox now, and return the moment."""
    scan_inbox(workspace, clock=lambda: datetime.now(UTC))
    return datetime.now(UTC)


def test_a_file_arrives_when_it_is_complete_however_late_it_is_received(
    workspace: Workspace,
) -> None:
    before = real_look(workspace)
    path = drop(workspace, "AM12", b"x")
    os.utime(path, (0, 0))  # what a sender says
    after = datetime.now(UTC)
    receive(workspace, after + 3 * A_DAY)
    (file,) = received(workspace)
    assert file.evidence == "changed"
    assert file.arrived_at
    assert before <= file.arrived_at <= after


def test_a_rehearsed_clock_takes_the_moment_of_receiving(workspace: Workspace) -> None:
    drop(workspace, "AM12", b"x")
    receive(workspace, NOW)
    (file,) = received(workspace)
    assert (file.arrived_at, file.evidence, file.tie) == (NOW, "received", None)


def test_a_file_that_an_earlier_look_saw_arrived_by_then(workspace: Workspace) -> None:
    drop(workspace, "AM12", b"x")
    scan_inbox(workspace, clock=lambda: NOW)
    receive(workspace, NOW + A_DAY)
    (file,) = received(workspace)
    assert (file.arrived_at, file.evidence) == (NOW, "seen")


def test_a_file_that_was_written_again_after_a_look_is_another_one(workspace: Workspace) -> None:
    path = drop(workspace, "AM12", b"x")
    result = path.stat()
    scan_inbox(workspace, clock=lambda: NOW)
    wait_for_tick(path)
    path.write_bytes(b"y")
    os.utime(path, ns=(result.st_atime_ns, result.st_mtime_ns))  # size and time as before
    receive(workspace, NOW + A_DAY)
    (file,) = received(workspace)
    assert (file.arrived_at, file.evidence) == (NOW + A_DAY, "received")


def test_a_file_that_a_look_did_not_see_came_after_it(workspace: Workspace) -> None:
    """Its change time lies before that look: the clock of the file system is wrong."""
    moment = datetime.now(UTC) + A_DAY
    scan_inbox(workspace, clock=lambda: moment)
    drop(workspace, "AM12", b"x")
    receive(workspace, moment + A_DAY)
    (file,) = received(workspace)
    assert (file.arrived_at, file.evidence) == (moment + A_DAY, "received")


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b'{"folders": {}}', b'{"folders": 1, "files": []}']
)
def test_losing_the_last_look_helps_no_late_file(
    content: bytes | None, workspace: Workspace
) -> None:
    drop(workspace, "AM13", b"x")
    receive(workspace, moment := datetime.now(UTC) + A_DAY)
    drop(workspace, "AM12", b"y")
    if content is None:
        workspace.scans.unlink()
    else:
        workspace.scans.write_bytes(content)
    receive(workspace, moment + A_DAY)
    assert received(workspace)[-1].evidence == "received"


def test_the_last_look_is_read_as_it_was_kept(workspace: Workspace) -> None:
    drop(workspace, "AM12", b"x", os.fsdecode(b"caf\xe9.xlsx"))
    scan_inbox(workspace, clock=lambda: NOW)
    scans = last_scans(workspace.scans, Journal(workspace.journal))
    assert [file.name for file in scans.files] == [os.fsdecode(b"caf\xe9.xlsx")]
    assert scans.folders["AM12"] == NOW
    assert json.loads(workspace.scans.read_bytes())


def test_a_file_that_does_not_fit_on_the_disk_has_arrived(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace, "AM12", b"x")
    with monkeypatch.context() as full:
        full.setattr(Inbox, "room", lambda _: 0)
        assert receive(workspace, NOW) == 0
    receive(workspace, NOW + A_DAY)
    assert [file.evidence for file in received(workspace)] == ["seen"]


def test_a_closed_folder_is_not_looked_at(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path, "AM12")
    scans = Scans({}, {}, NOW, NOW).scan(inbox, clock=lambda: at(5), after=0)
    (tmp_path / "AM12").rmdir()
    assert scans.scan(inbox, clock=lambda: at(9), after=0).folders == {"AM12": at(5)}


def test_a_file_from_the_form_arrives_when_the_form_takes_it(workspace: Workspace) -> None:
    hand_in(workspace, "AM12", name="form.xlsx", content=form())
    scan_inbox(workspace, clock=lambda: NOW)
    ingest_at(workspace, NOW + 30 * A_DAY)
    assert ask(
        workspace,
        "SELECT arrived_at, received_at, arrival_evidence, received_on FROM record.delivery",
    ) == [
        (
            NOW.replace(tzinfo=None),
            (NOW + 30 * A_DAY).replace(tzinfo=None),
            "seen",
            NOW.date(),
        )
    ]
