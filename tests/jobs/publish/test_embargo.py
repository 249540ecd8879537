"""An embargo: the release is made and recorded, and what was current stays so until its moment."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.publish.embargo import embargo_of
from pow_pipeline.model.releases import Release
from pow_pipeline.record.events import EmbargoLifted, Released
from pow_pipeline.record.journal import Journal
from tests.harness.builders import ask, command, drop, form, ingest_at, publish_at, verify_now
from tests.harness.story import NOW_TEXT, copy_workspace
from tests.publication.revised_releases import RED, SUMMER, send_all

PERIOD = "2021-H1"
MOMENT = datetime(2021, 8, 20, 7, 30, tzinfo=UTC)  # half past nine in Amsterdam
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)


@pytest.fixture
def workspace(bare_template, tmp_path):
    return copy_workspace(bare_template, tmp_path)


@pytest.fixture(scope="module")
def held_once(bare_template, tmp_path_factory):
    """A workspace with a first release that is current, and a second one under embargo."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("embargo"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        send_all(workspace, PERIOD, SUMMER)
        publish_at(workspace)
        drop(workspace, "AM01", form("AM01", rows=RED), "correction.xlsx")
        ingest_at(workspace)
        command(workspace, "publish", PERIOD, "--embargo", "2021-08-20T09:30", "--yes")
    return workspace.home


@pytest.fixture
def held(held_once, tmp_path):
    return copy_workspace(held_once, tmp_path)


def current(workspace) -> str:
    return (workspace.published / "current" / PERIOD).resolve().name


def events(workspace, kind):
    return [event for event in Journal(workspace.journal).read() if isinstance(event, kind)]


def test_until_then_nothing_shows_it(held, capsys):
    first, second = events(held, Released)
    assert (first.embargo, second.embargo) == (None, MOMENT)
    assert b"embargo" not in (held.journal / f"{first.number:09d}.json").read_bytes()
    assert current(held) == "2021-H1.v1"
    command(held, "publish", PERIOD)
    output = capsys.readouterr().out
    until = "under embargo until 2021-08-20 09:30 (Europe/Amsterdam)"
    assert f"nothing has changed; 2021-H1.v2 stays {until}" in output
    command(held, "status", PERIOD)
    assert f"release: 2021-H1.v2 of 2021-08-20 (provisional, {until})" in capsys.readouterr().out
    command(held, "sql", "SELECT max(version) AS version FROM record.release", "--json")
    assert '"version": null' in capsys.readouterr().out  # as of the first, nothing was released
    about = json.loads((held.releases / "2021-H1.v2" / "public" / "release.json").read_bytes())
    assert about["issued"] == "2021-08-20"  # the day of its being released
    command(held, "rebuild")
    command(held, "prune", "--keep", "1", "--yes", "--by", "me")
    assert (held.releases / "2021-H1.v1" / "public" / "pow.duckdb").is_file()
    assert current(held) == "2021-H1.v1"
    verify_now(held)


@pytest.mark.parametrize("come_by", [ingest_at, publish_at], ids=["ingest", "publish"])
def test_from_its_moment_on_it_comes_out_once(come_by, held):
    come_by(held, now=MOMENT - SECOND)
    assert (current(held), events(held, EmbargoLifted)) == ("2021-H1.v1", [])
    come_by(held, now=MOMENT)
    assert current(held) == "2021-H1.v2"
    come_by(held, now=MOMENT + SECOND)
    (ended,) = events(held, EmbargoLifted)
    assert (ended.period, ended.version) == (PERIOD, 2)
    assert current(held) == "2021-H1.v2"
    come_by(held, now=MOMENT - SECOND)  # whatever a clock says later, it is out
    assert current(held) == "2021-H1.v2"
    verify_now(held)


def test_once_out_it_stays_so_after_a_rebuild(held):
    ingest_at(held, MOMENT)
    command(held, "rebuild")
    ingest_at(held, MOMENT - SECOND)
    assert current(held) == "2021-H1.v2"
    assert (held.published / "current").readlink().name == "2"
    verify_now(held)


@pytest.mark.parametrize(
    "fault",
    [
        "embargo_lifted",
        pytest.param("apply_embargo_lifted", marks=pytest.mark.prove),
        pytest.param("catalogue", marks=pytest.mark.prove),
        "swap",
    ],
)
def test_killed_while_it_comes_out_the_next_run_ends_it(fault, held):
    arguments = [sys.executable, "-m", "pow_pipeline.cli.main", "ingest", "--home", held.home]
    killed = subprocess.run(
        arguments,
        env=os.environ | {"POW_NOW": MOMENT.isoformat(), "POW_FAULT": fault},
        check=False,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert current(held) == ("2021-H1.v2" if fault == "swap" else "2021-H1.v1")
    ingest_at(held, MOMENT)
    assert current(held) == "2021-H1.v2"
    assert len(events(held, EmbargoLifted)) == 1
    verify_now(held)
    head = Journal(held.journal).head()
    assert not publish_at(held, now=MOMENT).is_new
    assert Journal(held.journal).head() == head


def test_a_correction_keeps_the_embargo_and_what_it_follows_never_comes_out(held, capsys):
    drop(held, "AM02", form("AM02", rows=RED), "correction.xlsx")
    ingest_at(held)
    command(held, "publish", PERIOD, "--yes")
    assert "2021-H1.v3 is under embargo until 2021-08-20 09:30" in capsys.readouterr().out
    assert current(held) == "2021-H1.v1"
    ingest_at(held, MOMENT)
    assert current(held) == "2021-H1.v3"
    assert [event.version for event in events(held, EmbargoLifted)] == [3]
    assert ask(held, "SELECT version FROM record.release WHERE visible_since IS NULL") == [(2,)]
    verify_now(held)


def test_it_can_be_moved(held, capsys):
    command(held, "publish", PERIOD, "--embargo", "2021-08-25", "--yes")
    assert "2021-H1.v3 is under embargo until 2021-08-25 00:00" in capsys.readouterr().out
    ingest_at(held, MOMENT)
    assert current(held) == "2021-H1.v1"
    ingest_at(held, datetime(2021, 8, 24, 22, tzinfo=UTC))
    assert current(held) == "2021-H1.v3"
    verify_now(held)


@pytest.mark.prove
def test_it_can_be_made_again_to_the_byte(held, tmp_path):
    second = events(held, Released)[1]
    command(
        held,
        *("publish", PERIOD, "--as-of", str(second.as_of)),
        *("--issued", "2021-08-20", "-o", str(tmp_path / "again")),
    )
    manifests = [
        folder / "public" / "manifest.json"
        for folder in (tmp_path / "again", held.releases / "2021-H1.v2")
    ]
    assert manifests[0].read_bytes() == manifests[1].read_bytes()


@pytest.mark.parametrize("way", [("--draft",), ("--as-of", "3", "-o", "again")])
def test_only_a_release_has_one(way, workspace, capsys):
    arguments = ("publish", PERIOD, "--embargo", "2021-08-20", *way)
    assert run([*arguments, "--home", str(workspace.home)]) == 2
    assert "--embargo is for a release" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("2021-08-20T09:30", "2021-08-20T07:30Z"),
        ("2021-08-20 09:30", "2021-08-20T07:30Z"),
        ("2021-08-20", "2021-08-19T22:00Z"),
        ("2021-12-20", "2021-12-19T23:00Z"),
        ("2021-08-20T09:30+00:00", "2021-08-20T09:30Z"),
        ("2021-10-31T02:30", "2021-10-31T01:30Z"),  # shown twice: the second time
        ("2022-03-27T02:30", "2022-03-27T01:30Z"),  # never shown: half past three
        ("2021-07-10T11:00:01", "2021-07-10T09:00:01Z"),  # a second from now
    ],
)
def test_a_moment_is_meant_in_the_time_zone_of_the_programme(asked, meant, programme):
    assert embargo_at(programme, PERIOD, asked=asked) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2021-07-10T11:00", "has passed"),
        ("2021-07-10T10:59:59", "has passed"),
        ("2021-07-10", "has passed"),
        ("tomorrow", "'tomorrow' is not a moment; write it as 2021-08-20T09:30"),
        ("2021-08-32", "is not a moment"),
    ],
)
def test_what_is_no_moment_to_come_is_refused(asked, expected, programme):
    with pytest.raises(UsageError, match=expected):
        embargo_at(programme, PERIOD, asked=asked)


def embargo_at(programme, period, *, asked=None, releases=()):
    return embargo_of(programme, period, releases, requested=asked, now=SUMMER)


def release(period, version, *, embargo=None, visible_since=None):
    moment = datetime.fromisoformat(embargo) if embargo else None
    return Release(period, version, 1, "", "", embargo=moment, visible_since=visible_since)


HELD = (
    release("2021-H1", 1, embargo="2021-08-01T00:00Z", visible_since=9),
    release("2021-H1", 2, embargo="2021-08-20T07:30Z"),
    release("2020-H2", 1, embargo="2021-09-01T00:00Z"),
    release("2020-H2", 2, embargo="2021-08-10T00:00Z"),  # the one before it never is released
    release("2021-H2", 1, visible_since=12),
)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2020-H1", None),
        ("2020-H2", "2021-08-10T00:00Z"),
        ("2021-H1", "2021-08-20T07:30Z"),
        ("2021-H2", "2021-08-20T07:30Z"),
    ],
)
def test_without_its_own_it_has_that_of_what_it_shows(period, expected, programme):
    embargo = embargo_at(programme, period, releases=HELD)
    assert embargo == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("period", "asked", "is_refused"),
    [
        ("2021-H2", "2021-08-20T09:29:59", True),
        ("2021-H2", "2021-08-20T09:30", False),
        ("2021-H2", "2021-08-20T09:30:01", False),
        ("2021-H1", "2021-08-15", False),  # its own may be brought forward
        ("2021-H1", "2021-08-09", True),
        ("2020-H1", "2021-07-11", False),
    ],
)
def test_no_release_lets_out_another_early(period, asked, is_refused, programme):
    if is_refused:
        with pytest.raises(
            UsageError, match="shows the figures of .* too, and .* is under embargo"
        ):
            embargo_at(programme, period, asked=asked, releases=HELD)
    else:
        assert embargo_at(programme, period, asked=asked, releases=HELD)
