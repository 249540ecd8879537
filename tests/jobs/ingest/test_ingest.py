"""Ingest: again changes nothing, corrections replace, one bad file holds up nobody."""

import json
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError, UsageError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.decide.decide import exempt
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    NOW,
    ask,
    counts_of,
    drop,
    feedback_of,
    form,
    ingest_at,
    run_at,
    send,
    wait_for_tick,
)
from tests.harness.hostile_reader import listening
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace

GREEN = [("1", "x", "Aanbod", "groen", "")]
RED = [("1", "x", "Aanbod", "rood", "Later.")]
BAD = [("1", "x", "Aanbod", "paars", "")]


def withdraw_now(workspace, region="AM12", *, version=None, all_versions=False):
    decided = withdraw(
        run_at(workspace),
        region,
        "2021-H1",
        version=version,
        all_versions=all_versions,
        by="an operator",
        why="a test",
    )
    ingest_at(workspace)
    return decided


@pytest.fixture(scope="module")
def corrected_once(template, tmp_path_factory):
    """A workspace in which AM12 has reported, and corrected its report."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("corrected"))
    for rows in (GREEN, RED):
        send(workspace, "AM12", form(rows=rows))
    return workspace.home


@pytest.fixture
def corrected(corrected_once, tmp_path):
    """The same, as a workspace of its own."""
    return copy_workspace(corrected_once, tmp_path)


def test_ingest_twice_adds_no_event_the_second_time(workspace):
    drop(workspace, "AM12", form())
    drop(workspace, "AM13", b"nonsense")
    ingest_at(workspace)
    events = Journal(workspace.journal).head()
    again = ingest_at(workspace)
    assert (again.received, again.results) == (0, ())
    assert Journal(workspace.journal).head() == events
    assert_invariants(workspace)


def test_a_correction_replaces_what_it_corrects_and_the_old_figures_remain_as_of(
    corrected_once: Path,
) -> None:
    corrected = Workspace(corrected_once)
    events = Journal(corrected.journal).read()
    first = next(event.number for event in events if event.type == "feedback")
    assert counts_of(corrected)["off_track"] == 1
    assert counts_of(corrected)["on_track"] == 0
    assert counts_of(corrected, as_of=first) == {"on_track": 1, "behind": 0, "off_track": 0}
    assert ask(corrected, "SELECT version FROM record.submission ORDER BY ALL") == [(1,), (2,)]


def test_a_rejected_file_leaves_the_version_in_force_and_its_feedback_says_so(workspace):
    send(workspace, "AM12", form(rows=GREEN))
    assert send(workspace, "AM12", form(rows=BAD), NOW + timedelta(days=1)) == "rejected"
    assert counts_of(workspace)["on_track"] == 1
    (delivery,) = ask(workspace, "SELECT delivery FROM record.result WHERE outcome = 'rejected'")
    assert "versie 1 van 10-07-2021 blijft gelden." in feedback_of(workspace, delivery[0])


def test_a_withdrawal_brings_the_version_before_back(corrected):
    before = Journal(corrected.journal).head()
    assert [version.version for version in withdraw_now(corrected).versions] == [2]
    assert counts_of(corrected) == {"on_track": 1, "behind": 0, "off_track": 0}
    assert counts_of(corrected, as_of=before)["off_track"] == 1
    assert_invariants(corrected)


def test_a_withdrawal_of_all_versions_leaves_none(corrected):
    assert len(withdraw_now(corrected, all_versions=True).versions) == 2
    assert sum(counts_of(corrected).values()) == 0
    with pytest.raises(UsageError, match="nothing to withdraw: no version of AM12 for 2021-H1"):
        withdraw_now(corrected)


def test_a_withdrawal_of_a_named_version_can_be_repeated_safely(corrected):
    assert withdraw_now(corrected, version=2).is_new
    assert not withdraw_now(corrected, version=2).is_new
    with pytest.raises(UsageError, match="no version 3"):
        withdraw_now(corrected, version=3)
    assert counts_of(corrected)["on_track"] == 1


def test_the_same_bytes_after_a_withdrawal_are_validated_anew(corrected: Workspace) -> None:
    withdraw_now(corrected)
    assert send(corrected, "AM12", form(rows=RED)) == "accepted"
    assert counts_of(corrected)["off_track"] == 1


def test_a_withdrawal_after_the_same_bytes_arrived_does_not_count_them(
    corrected: Workspace,
) -> None:
    drop(corrected, "AM12", form(rows=RED))
    receive_inbox(
        corrected, clock=lambda: NOW, batch_size=10, stable_seconds=0
    )  # arrived, not validated yet
    withdraw_now(corrected)
    outcomes = ask(corrected, "SELECT outcome FROM record.result ORDER BY event")
    assert outcomes == [("accepted",), ("accepted",), ("duplicate",)]


def test_the_same_bytes_after_a_correction_are_a_version_of_their_own(
    corrected: Workspace,
) -> None:
    assert send(corrected, "AM12", form(rows=GREEN)) == "accepted"
    assert counts_of(corrected)["on_track"] == 1
    assert send(corrected, "AM12", form(rows=GREEN)) == "duplicate"


def test_our_own_error_on_one_of_fifty_files_fails_that_one_only(workspace, hostile_readers):
    regions = [path.name for path in sorted(workspace.inbox.iterdir())]
    for number in range(50):
        region = regions[number % len(regions)]
        rows = [(str(number), f"activity {number}", "Aanbod", "groen", "")]
        content = listening("fail") if number == 23 else form(region, rows=rows)
        drop(workspace, region, content, f"{number}.xlsx")
    counts = ingest_at(workspace).counts()
    assert (counts["accepted"], counts["failed"]) == (49, 1)
    failed = ask(workspace, "SELECT error FROM record.result WHERE outcome = 'failed'")
    assert failed[0][0].startswith("KeyError")
    assert "the text of a cell" not in failed[0][0]
    assert_invariants(workspace)


def test_a_check_that_raises_is_a_failure_and_no_finding(workspace, monkeypatch):
    from schemas import submission

    def raising(rows):
        raise ZeroDivisionError

    monkeypatch.setattr(submission, "_has_an_id_of_its_own", raising)
    assert send(workspace, "AM12", form()) == "failed"
    assert ask(workspace, "SELECT count(*) FROM record.finding") == [(0,)]


def test_a_warehouse_that_shows_more_than_a_restored_record_is_refused(workspace):
    send(workspace, "AM12", form(rows=GREEN))
    shutil.copytree(workspace.home / "record", workspace.home / "copy")
    send(workspace, "AM13", form("AM13", rows=GREEN))
    shutil.rmtree(workspace.home / "record")
    (workspace.home / "copy").rename(workspace.home / "record")
    path = drop(workspace, "AM14", form("AM14", rows=GREEN))
    lost = "event 5 \\(received\\), event 6 \\(validated\\), event 7 \\(feedback\\)"
    for build in (
        partial(ingest_at, workspace),
        partial(exempt, run_at(workspace), "AM13", "2021-H1", by="anna", why="x"),
        partial(rebuild, workspace, accept_loss=False),
    ):
        with pytest.raises(RecordError, match=lost):
            build()
    assert path.exists()
    assert Journal(workspace.journal).head() == 4
    rebuild(workspace, accept_loss=True)
    assert sum(counts_of(workspace, "AM13").values()) == 0
    assert [result.outcome for result in ingest_at(workspace).results] == ["accepted"]


def rebuild(workspace, *, accept_loss: bool) -> None:
    rebuild_warehouse(run_at(workspace), accept_loss=accept_loss)


def test_feedback_that_cannot_be_written_holds_up_no_batch(workspace):
    (workspace.outbox / "AM12").rmdir()
    (workspace.outbox / "AM12").write_text("a file where the folder should be")
    drop(workspace, "AM12", form(rows=GREEN))
    drop(workspace, "AM13", form("AM13", rows=GREEN))
    with pytest.raises(OSError, match="AM12"):
        ingest_at(workspace)
    assert counts_of(workspace, "AM13")["on_track"] == 1
    assert "telt mee" in feedback_of(workspace, "AM13-2-2")
    (workspace.outbox / "AM12").unlink()
    ingest_at(workspace)
    assert_invariants(workspace)


def test_strange_files_in_the_record_are_no_part_of_it(workspace):
    (workspace.claims / ".DS_Store").write_bytes(b"x")
    (workspace.journal / "000000001 (copy).json").write_bytes(b"x")
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"


def test_what_a_file_did_to_its_reader_says_nothing_about_the_same_bytes(
    workspace, hostile_readers
):
    """It may depend on the machine: in one batch or in two, the same bytes are read again."""
    for name in ("a.xlsx", "b.xlsx"):
        drop(workspace, "AM12", listening("die"), name)
    drop(workspace, "AM12", b"nonsense", "c.xlsx")
    assert [result.outcome for result in ingest_at(workspace).results] == ["rejected"] * 3
    contents = (listening("die"), listening("use up the processor"), b"nonsense")
    for number, content in enumerate(contents):
        wait_for_tick(drop(workspace, "AM12", content, f"{number}.xlsx"))
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["rejected", "rejected", "duplicate"]
    assert ask(workspace, "SELECT DISTINCT attempts FROM record.result") == [(1,)]
    assert_invariants(workspace)


def test_hostile_files_among_good_ones_are_refused_and_all_the_others_count(
    workspace, hostile_readers
):
    deeds = {"die": "R-FILE-12", "leave": "R-FILE-12", "hang": "R-FILE-13", "spin": "R-FILE-13"}
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions:
        drop(workspace, region, form(region, rows=GREEN), "good.xlsx")
    for region, deed in zip(regions, deeds, strict=False):
        drop(workspace, region, listening(deed), f"{deed}.xlsx")
    limits = {"readers": 2, "reader_wall_seconds": 3, "reader_cpu_seconds": 1}
    counts = ingest(run_at(workspace, **limits)).counts()
    assert (counts["accepted"], counts["rejected"]) == (len(regions), len(deeds))
    refused = ask(
        workspace, "SELECT name, rule FROM record.finding JOIN record.delivery USING (delivery)"
    )
    assert dict(refused) == {f"{deed}.xlsx": rule for deed, rule in deeds.items()}
    assert_invariants(workspace)


def test_what_was_reported_of_another_delivery_of_its_name_gives_way(workspace, tmp_path):
    """After a restore from before a delivery came, the next one bears its name."""
    restored = copy_workspace(workspace.home, tmp_path / "restored")
    assert send(workspace, "AM12", form(rows=BAD)) == "rejected"
    shutil.copytree(workspace.outbox, restored.outbox, dirs_exist_ok=True)
    assert send(restored, "AM12", form(rows=GREEN)) == "accepted"
    payload, before = (
        json.loads((place.outbox / "AM12" / "AM12-2-1" / "feedback.json").read_bytes())
        for place in (restored, workspace)
    )
    assert (before["outcome"], payload["outcome"]) == ("rejected", "accepted")
    assert_invariants(restored)
