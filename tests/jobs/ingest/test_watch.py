"""The watcher: real files, real notices of the system, and what is told of them."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from pow_pipeline.intake.watching import watch_inboxes
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.jobs.ingest.watch import ReceivedFiles, watch
from pow_pipeline.record.journal import Journal
from tests.harness.builders import drop, form, run_at
from tests.harness.form_server import POW
from tests.harness.processes import end_process
from tests.harness.service import until
from tests.jobs.setup.test_access import AS_OTHERS

_LONG = 60


@contextmanager
def watching(
    workspace, *, is_polled=False, look_seconds=_LONG, stable=0.0, gather=0.0, refusals=()
) -> Iterator[Queue]:
    """Watch until the end; yields a queue of what was told."""
    result: Queue[ReceivedFiles | None] = Queue()
    stop = Event()

    def notify(received: ReceivedFiles | None) -> bool:
        result.put(received)
        return not refusals or not refusals.pop()

    run = run_at(
        workspace,
        batch_size=1000,
        stable_seconds=stable,
        watch_polling=is_polled,
        watch_seconds=look_seconds,
        gather_seconds=gather,
    )
    run = replace(run, clock=lambda: datetime.now(UTC))
    thread = Thread(target=watch, args=(run,), kwargs={"stop": stop, "notify": notify})
    thread.start()
    try:
        yield result
    finally:
        stop.set()
        thread.join(_LONG)
        assert not thread.is_alive()


@contextmanager
def watching_as_others(workspace, *, is_polled: bool) -> Iterator[None]:
    """Run `pow watch` until the end, as a user for whom modes bind, and who never just looks."""
    text = {"POW_WATCH_SECONDS": "3600", "POW_WATCH_POLLING": str(is_polled).lower()}
    text |= {"POW_GATHER_SECONDS": "0"}
    process = subprocess.Popen(
        [*AS_OTHERS, *POW, "watch", "--home", workspace.home], env=os.environ | text
    )
    try:
        yield
    finally:
        assert end_process(process, seconds=_LONG) == 0


def begun(expected: Queue) -> None:
    """Wait until it watches."""
    assert expected.get(timeout=_LONG) is None


def received(workspace) -> list[str]:
    events = Journal(workspace.journal).read()
    return [file.name for event in events if event.type == "received" for file in event.files]


@pytest.mark.parametrize("is_polled", [False, True], ids=["notices", "polling"])
def test_what_comes_is_received_and_reported_at_once(workspace, is_polled):
    with watching(workspace, is_polled=is_polled) as result:
        begun(result)
        drop(workspace, "AM12", form("AM12"), name="report.xlsx")
        arrived = result.get(timeout=_LONG)
    assert received(workspace) == ["report.xlsx"]
    assert arrived == ReceivedFiles(Journal(workspace.journal).head(), 1)
    assert not list((workspace.inbox / "AM12").iterdir())


def test_what_lay_there_before_is_received_as_well(workspace):
    drop(workspace, "AM12", form("AM12"))
    with watching(workspace) as result:
        assert result.get(timeout=_LONG).deliveries == 1


def test_a_burst_is_reported_a_few_times(workspace):
    content, gather = form("AM12"), 2.0
    with watching(workspace, gather=gather) as result:
        begun(result)
        began, counts = time.monotonic(), []
        for number in range(100):
            drop(workspace, "AM12", content, name=f"{number}.xlsx")
        while sum(counts) < 100:
            counts.append(result.get(timeout=_LONG).deliveries)
        most = 2 + (time.monotonic() - began) / gather
    assert sum(counts) == 100
    assert len(counts) <= most


def test_a_file_that_is_being_written_is_waited_for(workspace):
    path = workspace.inbox / "AM12" / "report.xlsx"
    content = form("AM12")
    with watching(workspace, stable=1.0) as result:
        begun(result)
        with path.open("wb") as file:
            for start in range(0, len(content), len(content) // 4):
                file.write(content[start : start + len(content) // 4])
                file.flush()
                with pytest.raises(Empty):
                    result.get(timeout=0.3)
        result.get(timeout=_LONG)
    (event,) = (e for e in Journal(workspace.journal).read() if e.type == "received")
    assert event.files[0].size == len(content)


def test_a_file_under_a_temporary_name_stays_until_it_has_its_own(workspace):
    unfinished = workspace.inbox / "AM12" / ".report.xlsx.part"
    with watching(workspace, look_seconds=0.5) as result:
        begun(result)
        unfinished.write_bytes(form("AM12"))
        drop(workspace, "AM13", form("AM13"))
        assert result.get(timeout=_LONG).deliveries == 1
        assert unfinished.exists()
        unfinished.rename(unfinished.with_name("report.xlsx"))
        assert result.get(timeout=_LONG).deliveries == 1


def test_what_another_received_is_reported_too(workspace):
    with watching(workspace, look_seconds=0.5, stable=0.0) as result:
        begun(result)
        drop(workspace, "AM12", form("AM12"))
        ingest(run_at(workspace, datetime.now(UTC), batch_size=10))
        assert result.get(timeout=_LONG).deliveries == 1
    assert result.empty()


def test_what_could_not_be_reported_is_reported_again(workspace):
    refusals = [False, True, True, False]  # the last one first
    with watching(workspace, look_seconds=0.5, refusals=refusals) as result:
        begun(result)
        drop(workspace, "AM12", form("AM12"))
        first = result.get(timeout=_LONG)
        assert [result.get(timeout=_LONG) for _ in range(2)] == [first, first]
        drop(workspace, "AM13", form("AM13"))
        assert result.get(timeout=_LONG) == ReceivedFiles(first.event + 1, 1)
    assert result.empty()


@pytest.mark.parametrize("is_polled", [False, True], ids=["notices", "polling"])
def test_a_closed_folder_keeps_no_other_from_being_watched(is_polled, workspace):
    """None is found by looking, so each of the others must be watched, whatever their order."""
    others = sorted(path.name for path in workspace.inbox.iterdir())
    for region in (others.pop(0), others.pop(), others.pop(len(others) // 2)):
        (workspace.inbox / region).chmod(0)
    first, closed_later, *others = others
    drop(workspace, first, form(first))
    with watching_as_others(workspace, is_polled=is_polled):
        until(lambda: len(received(workspace)) == 1)
        for region in others:
            drop(workspace, region, form(region))
        until(lambda: len(received(workspace)) == 1 + len(others))
        (workspace.inbox / closed_later).chmod(0)
        drop(workspace, first, form(first), name="again.xlsx")
        until(lambda: received(workspace)[-1] == "again.xlsx")
        (workspace.inbox / closed_later).chmod(0o700)
        drop(workspace, closed_later, form(closed_later), name="opened.xlsx")
        until(lambda: received(workspace)[-1] == "opened.xlsx")


def test_a_link_is_not_followed(workspace, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (workspace.inbox / "AM12" / "link").symlink_to(tmp_path / "elsewhere")
    looks, stop = Queue(), Event()
    watched = watch_inboxes(workspace.inbox, stop=stop, is_polled=False, look_seconds=_LONG)
    thread = Thread(target=lambda: [looks.put(look) for look in watched])
    thread.start()
    looks.get(timeout=_LONG)
    (tmp_path / "elsewhere" / "form.xlsx").write_bytes(form())
    with pytest.raises(Empty):
        looks.get(timeout=2)
    drop(workspace, "AM12", form())
    looks.get(timeout=_LONG)
    stop.set()
    thread.join(_LONG)


def test_a_fault_is_waited_out(workspace, caplog):
    claims = workspace.claims
    aside = claims.with_name("aside")
    with watching(workspace, look_seconds=0.5) as result:
        begun(result)
        claims.rename(aside)
        claims.write_text("in the way")
        drop(workspace, "AM12", form("AM12"))
        until(lambda: "files in the inboxes could not be received" in caplog.text)
        assert result.empty()
        claims.unlink()
        aside.rename(claims)
        assert result.get(timeout=_LONG).deliveries == 1
