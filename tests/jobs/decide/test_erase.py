"""Erasing: nothing of it is left, the record says that it was, and all else stays as it is."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import RecordError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.decide.erase import erase
from pow_pipeline.jobs.engine.worker import Worker
from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.record.events import Uploaded, Validated
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.corpus.history import BEFORE
from tests.harness.builders import (
    NOW,
    ask,
    command,
    counts_of,
    drop,
    feedback_of,
    form,
    ingest_at,
    publish_at,
    run_at,
    send,
    verify_now,
)
from tests.harness.invariants import assert_invariants, facts

WORDS = "Meneer Zonnebloem"
FILE_NAME = "Zonnebloem.xlsx"
PERSONAL = [("1", WORDS, "Aanbod", "rood", ""), ("2", "y", "Vraag", "groen", f"Bel {WORDS}")]
GREEN = [("1", "x", "Aanbod", "groen", "")]
BAD = [("1", WORDS, "Aanbod", "paars", "")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def erase_now(workspace: Workspace, delivery: str) -> None:
    command(
        workspace, "decide", "erase", delivery, "--yes", "--why", "a name", "--by", "an operator"
    )


def test_each_form_that_may_hold_it_is_named(workspace, capsys):
    for region in ("AM13", "AM12"):
        send(workspace, region, form())  # the same bytes
    ((delivery,),) = ask(workspace, "SELECT min(delivery) FROM record.delivery")
    capsys.readouterr()
    erase_now(workspace, delivery)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "pow template" in line] == [
        f"The form of {region} may hold it: pow template --region {region} --replace"
        for region in ("AM12", "AM13")
    ]


def holding(workspace: Workspace, text: str) -> list[Path]:
    """Return the files below record/, warehouse/ and outbox/ that hold a text, also inflated."""
    import zipfile

    import pyarrow.parquet as pq

    def contents(path: Path) -> bytes:
        content = path.read_bytes()
        if content.startswith(b"PAR1"):
            return str(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
        if content.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                return b"".join(archive.read(name) for name in archive.namelist())
        return content

    folders = (workspace.home / "record", workspace.warehouse.parent, workspace.outbox)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in contents(path)]


@pytest.mark.parametrize(("rows", "outcome"), [(PERSONAL, "accepted"), (BAD, "rejected")])
def test_nothing_of_it_is_left_and_its_neighbours_are_untouched(rows, outcome, workspace):
    drop(workspace, "AM12", form(rows=rows), FILE_NAME)
    drop(workspace, "AM13", form("AM13"))
    results = {each.delivery: each.outcome for each in ingest_at(workspace).results}
    assert results == {"AM12-2-1": outcome, "AM13-2-2": "accepted"}
    # Its bytes, a batch of rows or findings, its feedback and the warehouse.
    assert len(holding(workspace, WORDS)) >= 4
    neighbour = counts_of(workspace, "AM13")
    erase_now(workspace, "AM12-2-1")
    assert holding(workspace, WORDS) == []
    assert holding(workspace, FILE_NAME) == [workspace.journal / "000000002.json"]
    assert ask(workspace, "SELECT DISTINCT name FROM record.delivery WHERE sender = 'AM12'") == [
        ("(erased)",)
    ]
    assert sum(counts_of(workspace).values()) == 0
    assert counts_of(workspace, "AM13") == neighbour
    assert_invariants(workspace)
    before = facts(workspace)
    rebuild_warehouse(run_at(workspace))
    assert facts(workspace) == before


def test_a_pending_delivery_that_is_erased_is_never_validated(workspace):
    drop(workspace, "AM12", form(rows=PERSONAL))
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    erase_now(workspace, "AM12-2-1")
    assert ask(workspace, "SELECT count(*) FROM record.result") == [(0,)]
    assert holding(workspace, WORDS) == []
    assert_invariants(workspace)


def test_what_is_erased_while_it_is_being_validated_leaves_nothing_either(workspace, monkeypatch):
    drop(workspace, "AM12", form(rows=PERSONAL))
    drop(workspace, "AM13", form("AM13"))
    record = Worker.record
    decided = []

    def record_too_late(worker, programme, batch, **options):
        if not decided:
            decided.append(erase(run_at(workspace), "AM12-2-1", by="me", why="a name"))
        return record(worker, programme, batch, **options)

    monkeypatch.setattr(Worker, "record", record_too_late)
    results = ingest_at(workspace).results
    assert [each.delivery for each in results] == ["AM13-2-2"]
    assert holding(workspace, WORDS) == []
    assert_invariants(workspace)


def test_the_version_before_counts_again_and_as_of_before_it_did_not(workspace):
    send(workspace, "AM12", form(rows=GREEN))
    send(workspace, "AM12", form(rows=PERSONAL))
    before = Journal(workspace.journal).head()
    erase_now(workspace, latest_upload(workspace))
    assert counts_of(workspace) == {"on_track": 1, "behind": 0, "off_track": 0}
    versions = "SELECT version FROM summary.submission_in_force('2021-H1', as_of := ?)"
    assert ask(workspace, versions, None) == [(1,)]
    assert ask(workspace, versions, before) == [(2,)]  # it counted then; what it said is gone
    assert sum(counts_of(workspace, as_of=before).values()) == 0


def latest_upload(workspace: Workspace) -> str:
    return ask(workspace, "SELECT max_by(delivery, sequence) FROM record.delivery")[0][0]


def test_all_deliveries_of_the_same_bytes_go_along(workspace, capsys):
    send(workspace, "AM12", form(rows=PERSONAL))
    assert send(workspace, "AM12", form(rows=PERSONAL), NOW + timedelta(days=1)) == "duplicate"
    erase_now(workspace, "AM12-2-1")
    again = latest_upload(workspace)
    assert f"AM12-2-1, {again}: erased from the record" in capsys.readouterr().out
    assert holding(workspace, WORDS) == []
    assert_invariants(workspace)


def test_erased_twice_changes_nothing(workspace, capsys):
    send(workspace, "AM12", form(rows=PERSONAL))
    erase_now(workspace, "AM12-2-1")
    before = Journal(workspace.journal).head()
    erase_now(workspace, "AM12-2-1")
    assert "nothing has changed: AM12-2-1: erased" in capsys.readouterr().out
    assert Journal(workspace.journal).head() == before


def test_the_same_bytes_sent_once_more_are_a_new_delivery_and_stay(workspace):
    send(workspace, "AM12", form(rows=GREEN))
    erase_now(workspace, "AM12-2-1")
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"
    assert counts_of(workspace)["on_track"] == 1
    send(workspace, "AM13", form("AM13", rows=PERSONAL))
    erase_now(workspace, latest_upload(workspace))
    assert counts_of(workspace)["on_track"] == 1  # a later erasure leaves them alone
    assert_invariants(workspace)


def test_a_batch_can_be_written_anew_more_than_once(workspace):
    drop(workspace, "AM12", form(rows=PERSONAL))
    drop(workspace, "AM13", form("AM13", rows=PERSONAL))
    drop(workspace, "AM14", form("AM14"))
    ingest_at(workspace)
    erase_now(workspace, "AM13-2-2")
    erase_now(workspace, "AM12-2-1")
    assert holding(workspace, WORDS) == []
    assert sum(counts_of(workspace, "AM14").values()) == 2
    assert_invariants(workspace)


def test_a_blob_that_is_missing_for_another_reason_is_still_found_missing(workspace):
    drop(workspace, "AM12", form(rows=PERSONAL))
    drop(workspace, "AM13", form("AM13"))
    ingest_at(workspace)
    erase_now(workspace, "AM12-2-1")
    validated = next(e for e in Journal(workspace.journal).read() if isinstance(e, Validated))
    ((sha256,),) = ask(workspace, "SELECT sha256 FROM record.delivery WHERE sender = 'AM13'")
    path = workspace.blobs / sha256[:2] / sha256
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(RecordError, match="missing; restore the record from the backup"):
        verify_now(workspace)
    path.write_bytes(content)
    verify_now(workspace)
    erased = workspace.blobs / validated.rows[:2] / validated.rows
    assert not erased.exists()
    erased.parent.mkdir(exist_ok=True)
    erased.write_bytes(b"restored from a back-up")
    with pytest.raises(RecordError, match="erased by a decision, and there again; remove it"):
        verify_now(workspace)


def test_releases_that_hold_it_are_named_and_never_changed(published, capsys):
    ((delivery,),) = ask(published, "SELECT delivery FROM record.delivery WHERE sender = 'AM12'")
    erase_now(published, delivery)
    assert "These releases hold it in restricted/: 2021-H1.v1" in capsys.readouterr().out
    later = publish_at(published)
    assert later.release.name == "2021-H1.v2"
    before = published.published / "releases" / "2021-H1.v1"
    held = [
        b"AM12-001" in (folder / "restricted" / "pow.duckdb").read_bytes()
        for folder in (before, later.folder)
    ]
    assert held == [True, False]
    assert_invariants(published)
    erase_now(published, delivery)
    assert "restricted/: 2021-H1.v1\n" in capsys.readouterr().out


def test_what_others_of_the_sender_were_reported_of_it_is_reported_anew(workspace):
    rows = [("GEHEIM-3", "x", "Aanbod", "groen", ""), ("2", "y", "Vraag", "groen", "")]
    assert send(workspace, "AM12", form(period="2020-H2", rows=rows), BEFORE) == "accepted"
    assert send(workspace, "AM12", form(rows=rows[1:])) == "accepted"
    (later,) = (path.name for path in workspace.outbox.glob("AM12/*") if path.name != "AM12-2-1")
    assert "een status voor GEHEIM-3" in feedback_of(workspace, later)
    erase_now(workspace, "AM12-2-1")
    assert holding(workspace, "GEHEIM-3") == []
    assert "telt mee" in feedback_of(workspace, later)
    assert_invariants(workspace)


def decided(workspace: Workspace) -> list[str]:
    return [each.type for each in Journal(workspace.journal).read() if each.type == "decided"]


@pytest.mark.parametrize(
    ("answer", "arguments", "code", "is_erased"),
    [
        (None, (), 2, False),
        (None, ("--json",), 2, False),
        (None, ("--yes",), 0, True),
        ("n", (), 0, False),
        ("", (), 0, False),
        ("y", (), 0, True),
        ("n", ("--yes",), 0, True),
    ],
)
def test_nothing_is_erased_unless_a_person_or_yes_says_so(
    answer, arguments, code, is_erased, workspace, monkeypatch, capsys
):
    send(workspace, "AM12", form(rows=PERSONAL))
    send(workspace, "AM12", form(rows=PERSONAL), NOW + timedelta(days=1))
    result = io.StringIO(f"{answer}\n")
    monkeypatch.setattr(result, "isatty", lambda: answer is not None)
    monkeypatch.setattr("sys.stdin", result)
    home = ("--why", "a name", "--home", str(workspace.home))
    assert run(["decide", "erase", "AM12-2-1", *arguments, *home]) == code
    assert bool(decided(workspace)) == is_erased
    shown = capsys.readouterr()
    if "--yes" not in arguments:
        assert "AM12-2-1 (form.xlsx" in shown.err
        assert f"{latest_upload(workspace)} (form.xlsx" in shown.err
        assert "2 deliveries would be erased. Go on?" in shown.err
    assert ("nothing is erased" in shown.out) == (code == 0 and not is_erased)
    assert ("Say so with --yes" in shown.err) == (code == 2)


def test_what_was_erased_before_needs_no_answer(workspace, capsys):
    send(workspace, "AM12", form(rows=PERSONAL))
    erase_now(workspace, "AM12-2-1")
    command(workspace, "decide", "erase", "AM12-2-1", "--why", "a name")
    assert "nothing has changed: AM12-2-1: erased" in capsys.readouterr().out


def test_copies_that_were_uploaded_are_listed_wherever_they_are(
    published, tmp_path, monkeypatch, capsys
):
    ((delivery,),) = ask(published, "SELECT delivery FROM record.delivery WHERE sender = 'AM12'")
    for name, restricted in (("first", "false"), ("second", "true"), ("second", "true")):
        monkeypatch.setenv("POW_UPLOAD_TO", f"file://{tmp_path}/{name}")
        monkeypatch.setenv("POW_UPLOAD_RESTRICTED", restricted)
        command(published, "upload")
    uploads = [e for e in Journal(published.journal).read() if isinstance(e, Uploaded)]
    assert [each.releases for each in uploads] == [("2021-H1.v1",)] * 2
    monkeypatch.delenv("POW_UPLOAD_TO")
    copies = [
        f"file://{tmp_path}/first/releases/2021-H1.v1 (public/ only)",
        f"file://{tmp_path}/second/releases/2021-H1.v1 (public/ and restricted/)",
    ]
    home = ("--why", "a name", "--home", str(published.home))
    capsys.readouterr()
    assert run(["decide", "erase", delivery, *home]) == 2
    assert [line.strip() for line in capsys.readouterr().err.splitlines()][4:6] == copies
    erase_now(published, delivery)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()][-2:] == copies
    assert_invariants(published)
