"""Erasing: nothing of it is left, the record says that it was, and all else stays as it is."""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import RecordError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.decide.erase import erase
from pow_pipeline.jobs.engine.worker import Worker
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
    wait_for_tick,
)
from tests.harness.invariants import assert_invariants, assert_survives_rebuild
from tests.harness.story import copy_workspace

WORDS = "Meneer Zonnebloem"
FILE_NAME = "Zonnebloem.xlsx"
PERSONAL = [("1", WORDS, "Aanbod", "rood", ""), ("2", "y", "Vraag", "groen", f"Bel {WORDS}")]
OTHER_WORDS = "Mevrouw Maan"
OTHERS = [("1", OTHER_WORDS, "Aanbod", "rood", "")]
GREEN = [("1", "x", "Aanbod", "groen", "")]
BAD = [("1", WORDS, "Aanbod", "paars", "")]


NOW_TEXT = "2021-07-10T09:00:00Z"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)


@pytest.fixture(scope="module")
def sent_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which AM12 and AM13 sent words of their own in one batch, and AM14 none."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("sent"))
    drop(workspace, "AM12", form(rows=PERSONAL))
    drop(workspace, "AM13", form("AM13", rows=OTHERS))
    drop(workspace, "AM14", form("AM14"))
    ingest_at(workspace)
    return workspace.home


@pytest.fixture(scope="module")
def erased_once(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, in which what AM12 sent was erased."""
    workspace = copy_workspace(sent_once, tmp_path_factory.mktemp("erased"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        erase_now(workspace, "AM12-2-1")
    return workspace.home


@pytest.fixture
def erased(erased_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(erased_once, tmp_path)


@pytest.fixture(scope="module")
def sent_twice_once(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as `sent_once`, in which AM12 sent its file again a day later."""
    workspace = copy_workspace(sent_once, tmp_path_factory.mktemp("twice"))
    assert send(workspace, "AM12", form(rows=PERSONAL), NOW + timedelta(days=1)) == "duplicate"
    return workspace.home


@pytest.fixture
def sent_twice(sent_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(sent_twice_once, tmp_path)


def erase_now(workspace: Workspace, delivery: str) -> None:
    command(
        workspace, "decide", "erase", delivery, "--yes", "--why", "a name", "--by", "an operator"
    )


def test_each_form_that_may_hold_it_is_named(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    for region in ("AM13", "AM12"):
        drop(workspace, region, form())  # the same bytes
    ingest_at(workspace)
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


def test_nothing_of_it_is_left_and_its_neighbours_are_untouched(workspace: Workspace) -> None:
    drop(workspace, "AM12", form(rows=PERSONAL), FILE_NAME)
    drop(workspace, "AM13", form("AM13"))
    drop(workspace, "AM14", form("AM14", rows=BAD), FILE_NAME)
    outcomes = {result.delivery: result.outcome for result in ingest_at(workspace).results}
    assert outcomes == {"AM12-2-1": "accepted", "AM13-2-2": "accepted", "AM14-2-3": "rejected"}
    neighbour = counts_of(workspace, "AM13")
    erase_now(workspace, "AM12-2-1")
    # The bytes of the other one, its batch of findings, its feedback and the warehouse.
    assert len(holding(workspace, WORDS)) >= 4
    erase_now(workspace, "AM14-2-3")
    assert holding(workspace, WORDS) == []
    assert holding(workspace, FILE_NAME) == [workspace.journal / "000000002.json"]
    assert ask(
        workspace, "SELECT DISTINCT name FROM record.delivery WHERE sender IN ('AM12', 'AM14')"
    ) == [("(erased)",)]
    assert sum(counts_of(workspace).values()) == 0
    assert counts_of(workspace, "AM13") == neighbour
    assert_survives_rebuild(workspace)


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
    erasures = []

    def record_too_late(worker, programme, batch, **options):
        if not erasures:
            erasures.append(erase(run_at(workspace), "AM12-2-1", by="me", why="a name"))
        return record(worker, programme, batch, **options)

    monkeypatch.setattr(Worker, "record", record_too_late)
    results = ingest_at(workspace).results
    assert [result.delivery for result in results] == ["AM13-2-2"]
    assert holding(workspace, WORDS) == []
    assert_invariants(workspace)


def test_the_version_before_counts_again_and_as_of_before_it_did_not(
    workspace: Workspace,
) -> None:
    wait_for_tick(drop(workspace, "AM12", form(rows=GREEN), "1.xlsx"))
    drop(workspace, "AM12", form(rows=PERSONAL), "2.xlsx")
    ingest_at(workspace)
    before = Journal(workspace.journal).head()
    erase_now(workspace, latest_upload(workspace))
    assert counts_of(workspace) == {"on_track": 1, "behind": 0, "off_track": 0}
    versions = "SELECT version FROM summary.submission_in_force('2021-H1', as_of := ?)"
    assert ask(workspace, versions, None) == [(1,)]
    assert ask(workspace, versions, before) == [(2,)]  # it counted then; what it said is gone
    assert sum(counts_of(workspace, as_of=before).values()) == 0


def latest_upload(workspace: Workspace) -> str:
    return ask(workspace, "SELECT max_by(delivery, sequence) FROM record.delivery")[0][0]


def test_all_deliveries_of_the_same_bytes_go_along(
    sent_twice: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    erase_now(sent_twice, "AM12-2-1")
    again = latest_upload(sent_twice)
    assert f"AM12-2-1, {again}: erased from the record" in capsys.readouterr().out
    assert holding(sent_twice, WORDS) == []
    assert_invariants(sent_twice)


def test_erased_twice_changes_nothing(
    erased: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Journal(erased.journal).head()
    erase_now(erased, "AM12-2-1")
    assert "nothing has changed: AM12-2-1: erased" in capsys.readouterr().out
    command(erased, "decide", "erase", "AM12-2-1", "--why", "a name")  # needs no answer
    assert "nothing has changed: AM12-2-1: erased" in capsys.readouterr().out
    assert Journal(erased.journal).head() == before


def test_the_same_bytes_sent_once_more_are_a_new_delivery_and_stay(erased: Workspace) -> None:
    assert send(erased, "AM12", form(rows=PERSONAL)) == "accepted"
    assert counts_of(erased)["off_track"] == 1
    erase_now(erased, "AM13-2-2")
    assert counts_of(erased)["off_track"] == 1  # a later erasure leaves them alone
    assert holding(erased, WORDS)
    assert holding(erased, OTHER_WORDS) == []  # of a batch that is written anew once more
    assert sum(counts_of(erased, "AM14").values()) == 2
    assert_invariants(erased)


def test_a_blob_that_is_missing_for_another_reason_is_still_found_missing(
    erased: Workspace,
) -> None:
    validated = next(e for e in Journal(erased.journal).read() if isinstance(e, Validated))
    ((sha256,),) = ask(erased, "SELECT sha256 FROM record.delivery WHERE sender = 'AM13'")
    path = erased.blobs / sha256[:2] / sha256
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(RecordError, match="missing; restore the record from the backup"):
        verify_now(erased)
    path.write_bytes(content)
    verify_now(erased)
    rows = erased.blobs / validated.rows[:2] / validated.rows
    assert not rows.exists()
    rows.parent.mkdir(exist_ok=True)
    rows.write_bytes(b"restored from a back-up")
    with pytest.raises(RecordError, match="erased by a decision, and there again; remove it"):
        verify_now(erased)


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


def test_other_feedback_that_quotes_an_erased_delivery_is_written_again(workspace):
    rows = [("GEHEIM-3", "x", "Aanbod", "groen", ""), ("2", "y", "Vraag", "groen", "")]
    assert send(workspace, "AM12", form(period="2020-H2", rows=rows), BEFORE) == "accepted"
    assert send(workspace, "AM12", form(rows=rows[1:])) == "accepted"
    (later,) = (path.name for path in workspace.outbox.glob("AM12/*") if path.name != "AM12-2-1")
    assert "een status voor GEHEIM-3" in feedback_of(workspace, later)
    erase_now(workspace, "AM12-2-1")
    assert holding(workspace, "GEHEIM-3") == []
    assert "telt mee" in feedback_of(workspace, later)
    assert_invariants(workspace)


def decisions(workspace: Workspace) -> list[str]:
    events = Journal(workspace.journal).read()
    return [event.type for event in events if event.type == "decided"]


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
    answer: str | None,
    arguments: Sequence[str],
    code: int,
    is_erased: bool,  # noqa: FBT001 -- one of the two
    sent_twice: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = io.StringIO(f"{answer}\n")
    monkeypatch.setattr(typed, "isatty", lambda: answer is not None)
    monkeypatch.setattr("sys.stdin", typed)
    home = ("--why", "a name", "--home", str(sent_twice.home))
    assert run(["decide", "erase", "AM12-2-1", *arguments, *home]) == code
    assert bool(decisions(sent_twice)) == is_erased
    shown = capsys.readouterr()
    if "--yes" not in arguments:
        assert "AM12-2-1 (form.xlsx" in shown.err
        assert f"{latest_upload(sent_twice)} (form.xlsx" in shown.err
        assert "2 deliveries would be erased. Go on?" in shown.err
    assert ("nothing is erased" in shown.out) == (code == 0 and not is_erased)
    assert ("Say so with --yes" in shown.err) == (code == 2)


def test_copies_that_were_uploaded_are_listed_wherever_they_are(
    published, tmp_path, monkeypatch, capsys
):
    ((delivery,),) = ask(published, "SELECT delivery FROM record.delivery WHERE sender = 'AM12'")
    for name, restricted in (("first", "false"), ("second", "true"), ("second", "true")):
        monkeypatch.setenv("POW_UPLOAD_TO", f"file://{tmp_path}/{name}")
        monkeypatch.setenv("POW_UPLOAD_RESTRICTED", restricted)
        command(published, "upload")
    uploads = [e for e in Journal(published.journal).read() if isinstance(e, Uploaded)]
    assert [upload.releases for upload in uploads] == [("2021-H1.v1",)] * 2
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
