"""A draft: whole, marked, replaced by the next, given to regions, and never a version."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from pypdf import PdfReader

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.engine.draft_pages import give_pages
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.record.events import DraftMade, Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    NOW,
    choose_forms,
    command,
    drop,
    form,
    ingest_at,
    initialise_at,
    keep_regions,
    publish_at,
    verify_now,
)
from tests.harness.story import NOW_TEXT, copy_workspace
from tests.publication.revised_releases import SUMMER, send_all

PERIOD = "2021-H1"
RED = [("1", "Jobhunters", "Aanbod", "rood", "Ziek."), ("2", "Markt", "Vraag", "oranje", "Later.")]


@pytest.fixture(scope="module", autouse=True)
def _now():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        patch.setenv("POW_STABLE_SECONDS", "0")
        yield


@pytest.fixture(scope="module")
def made_once(template, tmp_path_factory):
    """A workspace with a draft of its only period, and five regions with pages of their own."""
    source = tmp_path_factory.mktemp("draft") / find_programme().name
    shutil.copytree(template.parent / source.name, source)
    keep_regions(source, ("AM01", "AM02", "AM03", "AM05", "AM06"))
    choose_forms(source, "sheet", "regions", "region_documents", "tables")
    workspace = Workspace(source.parent / "work")
    initialise_at(workspace.home, programme=str(source), now=NOW)
    send_all(workspace, PERIOD, SUMMER)
    command(workspace, "publish", PERIOD, "--draft", "--by", "Jansen")
    return workspace.home


@pytest.fixture
def made(made_once, tmp_path):
    return copy_workspace(made_once, tmp_path)


def drafts(workspace):
    return [event for event in Journal(workspace.journal).read() if isinstance(event, DraftMade)]


def about(workspace):
    folder = workspace.drafts / PERIOD / "public"
    return json.loads((folder / "release.json").read_bytes())


def test_it_is_whole_marked_and_no_version(made):
    folder = made.drafts / PERIOD
    manifest = json.loads((folder / "public" / "manifest.json").read_bytes())
    there = {str(path.relative_to(folder)) for path in folder.glob("**/*") if path.is_file()}
    assert there == {*manifest["files"], "public/manifest.json"}
    (event,) = drafts(made)
    assert (event.period, event.figures, event.by) == (PERIOD, manifest["figures"], "Jansen")
    assert (about(made)["release"], about(made)["is_draft"]) == ("2021-H1.draft", True)
    for language, words in (
        ("nl", "Concept – niet voor publicatie"),
        ("en", "Draft – not for publication"),
    ):
        page = (folder / "public" / f"sheet.{language}.html").read_text(encoding="utf-8")
        assert f'<p class="notice">{words}</p>' in page
        document = PdfReader(folder / "public" / f"sheet.{language}.pdf")
        assert all(words in page.extract_text() for page in document.pages)
    assert not (made.published / "current").exists()
    assert not any(isinstance(event, Released) for event in Journal(made.journal).read())
    verify_now(made)


def test_nothing_new_makes_no_other_one_and_the_next_replaces_it(made, capsys):
    command(made, "publish", PERIOD, "--draft", "--by", "Bakker")
    assert "stands as it was made" in capsys.readouterr().out
    assert len(drafts(made)) == 1
    drop(made, "AM01", form("AM01", rows=RED), "correction.xlsx")
    ingest_at(made)
    command(made, "publish", PERIOD, "--draft", "--by", "Bakker", "--json")
    payload = json.loads(capsys.readouterr().out)
    assert (payload["is_new"], payload["by"]) == (True, "Bakker")
    before, now = drafts(made)
    assert before.figures != now.figures == payload["figures"] == about(made)["figures"]
    assert len(list(made.drafts.iterdir())) == 2  # the name, and what it points at
    published = publish_at(made, forms=("sheet",))
    assert (published.release.name, published.release.figures) == ("2021-H1.v1", now.figures)
    sheet = (published.folder / "public" / "sheet.nl.html").read_text(encoding="utf-8")
    assert "niet voor publicatie" not in sheet
    verify_now(made)


def pages(workspace):
    return {
        str(path.relative_to(workspace.outbox)): path.read_bytes()
        for path in workspace.outbox.glob("*/draft-*/*")
    }


def test_each_region_gets_its_own_pages_and_no_other(made, programme):
    regions = made.drafts / PERIOD / "restricted" / "regions"
    assert len(pages(made)) == 5 * (2 * 2 + 1)
    for path in regions.iterdir():
        path.unlink()
    assert give_pages(made, programme, PERIOD) == ()
    assert pages(made) == {}
    for name in ("AM01.nl.html", "AM01.nl.pdf", "AM02.nl.html", "index.nl.html"):
        (regions / name).write_text(name, encoding="utf-8")
    assert give_pages(made, programme, PERIOD) == ("AM01", "AM02")
    own = {
        f"{name[:4]}/draft-{PERIOD}/{name}": name.encode()
        for name in ("AM01.nl.html", "AM01.nl.pdf", "AM02.nl.html")
    }
    assert pages(made) == own
    (regions / "AM02.nl.html").unlink()
    (regions / "AM01.nl.html").write_text("anew", encoding="utf-8")
    assert give_pages(made, programme, PERIOD) == ("AM01",)
    assert pages(made) == {
        f"AM01/draft-{PERIOD}/AM01.nl.html": b"anew",
        f"AM01/draft-{PERIOD}/AM01.nl.pdf": b"AM01.nl.pdf",
    }


def test_what_is_erased_leaves_drafts_and_outboxes(made):
    folder = made.outbox / "AM01" / f"draft-{PERIOD}"
    folder.mkdir(exist_ok=True)
    (folder / "AM01.nl.html").write_text("Jobhunters", encoding="utf-8")
    (delivery,) = (path.name for path in (made.outbox / "AM01").glob("AM01-*"))
    command(made, "decide", "erase", delivery, "--yes", "--why", "a test", "--by", "me")
    assert not folder.exists()
    assert list(made.drafts.iterdir()) == []
    verify_now(made)


def test_what_is_hard_to_believe_is_reported_and_stops_no_draft(bare_template, tmp_path, capsys):
    workspace = copy_workspace(bare_template, tmp_path)
    send_all(workspace, PERIOD, SUMMER, regions=3)
    command(workspace, "publish", PERIOD, "--draft", "--by", "Jansen")
    output = capsys.readouterr().out
    assert "FAILED  reporting rate at or above the programme's minimum" in output
    assert (workspace.drafts / PERIOD / "public" / "pow.duckdb").is_file()


@pytest.mark.parametrize(
    "fault",
    [
        "draft",
        pytest.param("release_files", marks=pytest.mark.prove),
        pytest.param("release_moved", marks=pytest.mark.prove),
        pytest.param("apply_draft", marks=pytest.mark.prove),
        pytest.param("draft_shown", marks=pytest.mark.prove),
        pytest.param("draft_given", marks=pytest.mark.prove),
    ],
)
@pytest.mark.prove
def test_killed_while_a_draft_is_made_the_one_before_stays_whole(fault, made):
    drop(made, "AM01", form("AM01", rows=RED), "correction.xlsx")
    ingest_at(made)
    arguments = ("publish", PERIOD, "--draft", "--by", "me", "--home", str(made.home))
    killed = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", *arguments],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert about(made)["figures"] in {draft.figures for draft in drafts(made)}
    assert run(list(arguments)) == 0
    assert about(made)["figures"] == drafts(made)[-1].figures
    assert len(drafts(made)) == 2
    assert len(list(made.drafts.iterdir())) == 2
    verify_now(made)
