"""A stopped publication: what it says, what lets it through, and what stops it again."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.publication.assessment import CheckResult
from pow_pipeline.record.decisions import Approved
from pow_pipeline.record.journal import Journal
from tests.harness.browser import overflow, violations
from tests.harness.builders import NOW, ask, command, drop, form, ingest_at, publish_at, run_at
from tests.harness.invariants import assert_invariants, facts
from tests.harness.story import copy_workspace

PERIOD = "2021-H1"
WHY = ("--why", "Checked with <b>all</b> regions.", "--by", "Jansen")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def send_too_few(workspace):
    """Twenty of 35 regions report, where 21 would be enough."""
    for region in sorted(path.name for path in workspace.inbox.iterdir())[:20]:
        drop(workspace, region, form(region))
    ingest_at(workspace)


@pytest.fixture
def workspace(bare_template, tmp_path):
    return copy_workspace(bare_template, tmp_path)


@pytest.fixture(scope="module")
def stopped_once(bare_template, tmp_path_factory):
    """A workspace in which a publication has been stopped, and what that said."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("stopped"))
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as output:
        patch.setenv("POW_NOW", "2021-07-10T09:00:00Z")
        send_too_few(workspace)
        assert show(workspace, "publish", PERIOD) == 4
    return workspace, output.getvalue()


@pytest.fixture(scope="module")
def approved_once(stopped_once, tmp_path_factory):
    """A workspace in which what was stopped was approved, and what publishing it said."""
    workspace = copy_workspace(stopped_once[0].home, tmp_path_factory.mktemp("approved"))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as output:
        patch.setenv("POW_NOW", "2021-07-10T09:00:00Z")
        command(workspace, "decide", "approve", PERIOD, *WHY)
        command(workspace, "publish", PERIOD)
    return workspace, output.getvalue()


@pytest.fixture
def approved(approved_once, tmp_path):
    """A workspace of its own in which what was stopped was approved and published."""
    return copy_workspace(approved_once[0].home, tmp_path)


@pytest.fixture
def stopped(stopped_once, tmp_path):
    """A workspace of its own in which a publication has been stopped."""
    return copy_workspace(stopped_once[0].home, tmp_path)


def send_one_more(workspace, region="AM01"):
    """A region that has reported corrects one status: still too few, other figures."""
    drop(workspace, region, form(region, rows=[("1", "Jobhunters", "Aanbod", "oranje", "Later.")]))
    ingest_at(workspace)


def show(workspace, *arguments):
    """Run a command and return its exit code."""
    return run([*arguments, "--home", str(workspace.home)])


def approvals(workspace):
    return [e for e in Journal(workspace.journal).read() if isinstance(e, Approved)]


def read_data(folder):
    return json.loads((folder / "plausibility.json").read_bytes())


def test_it_says_which_check_which_figures_and_what_to_do(stopped_once):
    workspace, result = stopped_once
    assert f"pow: {PERIOD} is not published" in result
    assert "FAILED  reporting rate at or above the programme's minimum" in result
    assert "expected 35, exempt 0, in_force 20, reporting_rate 57.1%, minimum 60.0%" in result
    assert "what to do: wait for more reports" in result
    assert "warning coverage of activities at or above the programme's minimum" in result
    page = workspace.published / "blocked" / PERIOD / "plausibility.html"
    assert f"see {page}" in result
    assert f"pow decide approve {PERIOD} --why … --home {workspace.home}" in result
    assert "Stopped" in page.read_text(encoding="utf-8")
    data = read_data(page.parent)
    assert (data["outcome"], data["period"], data["approval"]) == ("stopped", PERIOD, None)
    failed = [each["check"] for each in data["checks"] if not each["holds"]]
    assert failed == ["reporting_rate", "coverage"]
    assert not (workspace.published / "current").exists()
    assert not approvals(workspace)
    assert_invariants(workspace)


def test_approved_it_is_published_and_says_so(stopped_once, approved_once):
    figures = read_data(stopped_once[0].published / "blocked" / PERIOD)["figures"]
    workspace, result = approved_once
    assert "2021-H1 may be published with exactly these figures" in result
    (approved,) = approvals(workspace)
    assert (approved.figures, approved.checks) == (figures, ("reporting_rate",))
    assert "2021-H1.v1 is published" in result
    assert "approved on 2021-07-10 in spite of what stopped it: Checked with <b>all</b>" in result
    assert "FAILED  reporting rate" in result
    release = workspace.published / "current" / PERIOD
    data = read_data(release / "public")
    assert data["outcome"] == "approved"
    assert data["approval"] == {"why": "Checked with <b>all</b> regions.", "on": "2021-07-10"}
    page = (release / "public" / "plausibility.html").read_text(encoding="utf-8")
    assert "Approved on 2021-07-10, because: Checked with &lt;b&gt;all&lt;/b&gt; regions." in page
    assert "reporting rate at or above the programme&#39;s minimum" in page
    assert not (workspace.published / "blocked" / PERIOD).exists()
    assert_invariants(workspace)


def test_who_approved_is_reported_in_restricted_alone(approved_once):
    release = approved_once[0].published / "current" / PERIOD
    for path in (release / "public").rglob("*.*"):
        assert b"Jansen" not in path.read_bytes(), path.name
    with duckdb.connect(release / "restricted" / "pow.duckdb", read_only=True) as connection:
        (found,) = connection.execute(
            "SELECT decided_by, why FROM record.decision WHERE decision = 'approve'"
        ).fetchall()
    assert found == ("Jansen", "Checked with <b>all</b> regions.")


def test_one_more_delivery_after_the_approval_and_it_is_stopped_again(approved, capsys):
    send_one_more(approved)
    assert show(approved, "publish", PERIOD, "--yes") == 4
    assert "FAILED  reporting rate" in capsys.readouterr().err
    assert (approved.published / "current" / PERIOD).resolve().name == "2021-H1.v1"
    assert len(approvals(approved)) == 1
    assert_invariants(approved)


@pytest.mark.prove
def test_each_delivery_after_an_approval_stops_it_again(stopped, capsys):
    command(stopped, "decide", "approve", PERIOD, *WHY)
    send_one_more(stopped)
    capsys.readouterr()
    assert show(stopped, "publish", PERIOD) == 4
    assert "FAILED  reporting rate" in capsys.readouterr().err
    command(stopped, "decide", "approve", PERIOD, *WHY)  # of these figures too
    command(stopped, "publish", PERIOD)
    send_one_more(stopped, "AM02")
    assert show(stopped, "publish", PERIOD, "--yes") == 4
    assert (stopped.published / "current" / PERIOD).resolve().name == "2021-H1.v1"
    assert len(approvals(stopped)) == 2
    assert_invariants(stopped)


def test_an_approval_is_the_same_after_a_rebuild_and_lets_the_same_through(stopped):
    """What the checks find is approved as well: under other limits it is stopped again."""
    command(stopped, "decide", "approve", PERIOD, *WHY)
    before = facts(stopped)
    rebuild_warehouse(run_at(stopped))
    assert facts(stopped) == before
    query = "SELECT decision, period, figures, found IS NULL, why FROM record.decision"
    (approved,) = approvals(stopped)
    assert ask(stopped, query) == [("approve", PERIOD, approved.figures, False, approved.why)]
    path = stopped.programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    stricter = text.replace('coverage = "warns"', 'coverage = "stops"')
    assert stricter != text
    path.write_text(stricter, encoding="utf-8")
    command(stopped, "programme", "activate", "--yes")
    assert show(stopped, "publish", PERIOD) == 4
    path.write_text(text, encoding="utf-8")
    command(stopped, "programme", "activate", "--yes")
    assert show(stopped, "publish", PERIOD) == 0
    assert_invariants(stopped)


def test_nothing_is_approved_that_its_operator_has_not_seen(stopped, capsys):
    drop(stopped, "AM01", form("AM01", rows=[("1", "x", "Aanbod", "rood", "Later.")]))
    ingest_at(stopped)
    assert show(stopped, "decide", "approve", PERIOD, *WHY) == 2
    assert "are no longer those that were stopped" in capsys.readouterr().err
    assert approvals(stopped) == []


def test_where_nothing_is_stopped_nothing_is_approved(workspace, capsys):
    assert show(workspace, "decide", "approve", PERIOD, *WHY) == 2
    assert f"no publication of {PERIOD} is stopped" in capsys.readouterr().err
    assert show(workspace, "decide", "approve", "2021H1", *WHY) == 2
    assert "no period '2021H1'" in capsys.readouterr().err
    assert show(workspace, "decide", "approve", PERIOD, "--why", " ") == 2
    assert "a decision needs its reason" in capsys.readouterr().err


def test_repetition_changes_nothing(stopped, capsys):
    command(stopped, "decide", "approve", PERIOD, *WHY)
    head = Journal(stopped.journal).head()
    command(stopped, "decide", "approve", PERIOD, "--why", "other", "--by", "you")
    assert "nothing has changed" in capsys.readouterr().out
    assert Journal(stopped.journal).head() == head


def test_an_error_of_ours_is_never_approved(stopped, monkeypatch, capsys):
    """As no file makes an identity fail, one is told to have failed."""
    import pow_pipeline.publication.check as runner

    defect = CheckResult("x", "sums add up", "Wrong.", "defect", "report it", 1, ({"sum": 2},))
    monkeypatch.setattr(runner, "check_snapshot", lambda *_, **__: (defect,))
    assert show(stopped, "publish", PERIOD) == 4
    output = capsys.readouterr().err
    assert "FAILED  sums add up" in output
    assert "a failed check that shows a bug cannot be approved" in output
    assert "decide approve" not in output
    assert show(stopped, "decide", "approve", PERIOD, *WHY) == 2
    assert "which cannot be approved: sums add up" in capsys.readouterr().err


def test_the_pages_are_the_same_bytes_whenever_they_are_made(stopped):
    blocked = stopped.published / "blocked" / PERIOD
    before = {path.name: path.read_bytes() for path in blocked.iterdir()}
    shutil.rmtree(blocked)
    with pytest.raises(PublicationBlockedError):
        publish_at(stopped, now=NOW.replace(hour=12))
    assert {path.name: path.read_bytes() for path in blocked.iterdir()} == before
    assert sorted(before) == ["plausibility.html", "plausibility.json"]


def test_a_warning_is_shown_and_stops_nothing(workspace, capsys):
    rows = [(f"{n}", f"Activiteit {n}", "Aanbod", "groen", "") for n in range(10)]
    for region in sorted(path.name for path in workspace.inbox.iterdir()):
        drop(workspace, region, form(region, rows=rows))
    ingest_at(workspace)
    command(workspace, "publish", PERIOD)
    output = capsys.readouterr().out
    assert "warning no region has all its activities in one status" in output
    assert "region_code AM01, status on_track, activities 10" in output
    assert "and 30 more" in output
    data = read_data(workspace.published / "current" / PERIOD / "public")
    assert data["outcome"] == "plausible"
    (warning,) = [each for each in data["checks"] if not each["holds"]]
    assert (warning["check"], warning["severity"]) == ("uniform_region", "warns")
    assert warning["count"] == len(warning["rows"]) == 35


@pytest.mark.parametrize(
    ("fault", "step"),
    [
        ("blocked", ("publish", PERIOD)),
        pytest.param("snapshot", ("decide", "approve", PERIOD, *WHY), marks=pytest.mark.prove),
        pytest.param("decided", ("decide", "approve", PERIOD, *WHY), marks=pytest.mark.prove),
        pytest.param("apply_decided", ("decide", "approve", PERIOD, *WHY), marks=pytest.mark.prove),
    ],
)
@pytest.mark.prove
def test_killed_and_gone_on_with_it_is_as_without(fault, step, stopped):
    killed = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", *step, "--home", stopped.home],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if step[0] == "publish":
        assert show(stopped, *step) == 4
    command(stopped, "decide", "approve", PERIOD, *WHY)
    command(stopped, "publish", PERIOD)
    assert len(approvals(stopped)) == 1
    assert_invariants(stopped)
    assert not list(stopped.published.glob("blocked/*"))


def test_anybody_can_read_the_page_and_it_asks_for_nothing(stopped, open_page):
    page = open_page((stopped.published / "blocked" / PERIOD / "plausibility.html").as_uri())
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    narrow = open_page(page.url, width=360)
    assert overflow(narrow) == 0
    assert violations(narrow) == []
