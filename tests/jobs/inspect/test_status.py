"""Status: how a period stands, when its next deadline is, and what to do next."""

import json
import re
import select
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from pow_pipeline.cli.inspect.status_text import describe_status
from pow_pipeline.cli.main import run
from pow_pipeline.jobs.inspect.status import Status, fingerprint, status
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form, ingest_at, publish_at, run_at
from tests.harness.processes import end_process

WHY = ("--why", "a test", "--by", "me")


def report(*statuses: str) -> list[tuple[str, ...]]:
    """Return an activity with each of these statuses."""
    why = "De gemeente heeft het uitgesteld tot mei."
    return [(str(n), f"Activiteit {n}", "Aanbod", each, why) for n, each in enumerate(statuses)]


BEFORE = report("groen", "groen", "groen", "groen", "oranje")
NOW_PRINTED = report("groen", "groen", "groen", "oranje", "oranje")


@pytest.fixture(scope="module")
def lived(template, tmp_path_factory) -> Workspace:
    """All but AM01 and AM02 have reported; AM02 has more time, and so has AM03."""
    home = tmp_path_factory.mktemp("status") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    for folder in workspace.inbox.iterdir():
        if folder.name not in {"AM01", "AM02"}:
            drop(workspace, folder.name, form(folder.name, rows=NOW_PRINTED))
    drop(workspace, "AM01", b"nonsense")
    ingest_at(workspace)
    for region in ("AM02", "AM03"):
        command(workspace, "decide", "extend", region, "2021-H1", "--until", "2021-08-15", *WHY)
    return workspace


def on(workspace: Workspace, day: str, period: str = "2021-H1") -> Status:
    return status(run_at(workspace, datetime.fromisoformat(f"{day}T10:00:00+02:00")), period)


@pytest.mark.parametrize(
    ("day", "deadline", "waiting"),
    [
        ("2021-07-30", "2021-07-31", ("AM01",)),
        ("2021-07-31", "2021-07-31", ("AM01",)),
        ("2021-08-01", "2021-08-15", ("AM02",)),
        ("2021-08-15", "2021-08-15", ("AM02",)),
        ("2021-08-16", None, None),
    ],
)
def test_the_next_deadline_is_that_of_the_regions_that_have_time(day, deadline, waiting, lived):
    found = on(lived, day).overview["next_deadline"]
    expected = {"day": date.fromisoformat(deadline), "regions": waiting} if deadline else None
    assert found == expected


@pytest.fixture(scope="module")
def waiting(lived, tmp_path_factory) -> Workspace:
    """Only AM02 is silent; it has more time than the others had."""
    home = tmp_path_factory.mktemp("waiting") / "work"
    shutil.copytree(lived.home, home, symlinks=True)
    workspace = Workspace(home)
    drop(workspace, "AM01", form("AM01", rows=NOW_PRINTED))
    ingest_at(workspace)
    return workspace


@pytest.mark.parametrize("day", ["2021-07-10", "2021-07-31", "2021-08-01", "2021-08-15"])
def test_nothing_is_published_while_one_region_has_time(day, waiting):
    found = on(waiting, day)
    assert found.overview["next_deadline"] == {"day": date(2021, 8, 15), "regions": ("AM02",)}
    assert "wait for 1 region until 2021-08-15: AM02" in [step.what for step in found.next_steps]
    assert "pow publish" not in str(found.next_steps)
    assert "pow publish" in str(on(waiting, "2021-08-16").next_steps)


def test_where_nobody_is_waited_for_the_day_of_all_is_shown(waiting, tmp_path):
    shutil.copytree(waiting.home, tmp_path / "work", symlinks=True)
    workspace = Workspace(tmp_path / "work")
    drop(workspace, "AM02", form("AM02", rows=NOW_PRINTED))
    ingest_at(workspace)
    found = on(workspace, "2021-07-10")
    assert found.overview["next_deadline"] == {"day": date(2021, 7, 31), "regions": ()}
    assert "pow publish" in str(found.next_steps)


def test_a_day_begins_where_the_programme_is(lived):
    first, last, next_day = (
        fingerprint(run_at(lived, datetime(2021, 7, day, hour, 30, tzinfo=UTC)))
        for day, hour in [(30, 22), (31, 21), (31, 22)]
    )
    assert first == last != next_day


ANSWER = "pow trace AM01-2-34"
EXTEND_1 = 'pow decide extend AM01 2021-H1 --until DAY --why "…"'
PUBLISH = "pow publish 2021-H1"


@pytest.mark.parametrize(
    ("day", "waits", "commands"),
    [
        ("2021-07-31", ["wait for 1 region until 2021-07-31: AM01"], [ANSWER]),
        ("2021-08-01", ["wait for 1 region until 2021-08-15: AM02"], [ANSWER, EXTEND_1]),
        ("2021-08-16", [], [ANSWER, EXTEND_1, PUBLISH]),
    ],
)
def test_what_to_do_next_follows_from_the_day(day, waits, commands, lived):
    steps = on(lived, day).next_steps
    assert [step.what for step in steps if step.command is None] == waits
    where = f" --home {lived.home}"
    assert [step.command for step in steps if step.command] == [each + where for each in commands]


def test_before_a_period_opens_the_forms_go_out(lived):
    assert [step.command for step in on(lived, "2021-11-30", "2021-H2").next_steps] == [
        f"pow template --all --home {lived.home}"
    ]
    assert "pow template" not in str(on(lived, "2021-12-01", "2021-H2").next_steps)


def test_what_is_known_is_shown_in_json_by_its_name(lived, capsys, monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T11:30:00Z")
    assert run(["status", "2021-H1", "--json", "--home", str(lived.home)]) == 0
    payload = json.loads(capsys.readouterr().out)
    names = ("expected", "received", "accepted", "late", "open_queries", "silent")
    assert [payload[name] for name in names] == [35, 34, 33, 0, 0, ["AM01", "AM02"]]
    assert payload["last_run"] == {
        "event": 3,
        "type": "validated",
        "at": "2021-07-10T09:00:00+00:00",
        "age_seconds": 9000,
    }
    assert payload["last_release"] is None
    assert payload["next"][0]["command"] == f"pow trace AM01-2-34 --home {lived.home}"


def test_a_person_reads_when_and_what(lived):
    result = describe_status(on(lived, "2021-07-12"))
    assert "regions that sent a file: 34, with an accepted report: 33, late: 0" in result
    assert re.search(r"(?m)^deliveries received: \d+ \(", result)
    assert "next deadline: 2021-07-31" in result
    assert "last run: event 3 (validated), 1 day ago" in result
    assert "next:\n  AM01-2-34 was rejected, and its sender has to fix it" in result


def test_a_clock_behind_the_record_is_stated(lived):
    assert "the clock is wrong, or was" in describe_status(on(lived, "2021-07-09"))


@pytest.fixture(scope="module")
def published(lived, tmp_path_factory) -> Workspace:
    """The same, published, and a period before it to compare with."""
    home = tmp_path_factory.mktemp("published") / "work"
    shutil.copytree(lived.home, home, symlinks=True)
    workspace = Workspace(home)
    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name, "2020-H2", BEFORE))
    ingest_at(workspace)
    publish_at(workspace, now=datetime(2021, 8, 20, 22, 30, tzinfo=UTC))
    return workspace


def test_a_release_is_named_with_its_day_and_what_comes_after_it(published):
    found = on(published, "2021-09-14")
    assert found.overview["last_release"] == {"name": "2021-H1.v1", "issued": date(2021, 8, 21)}
    assert "pow publish" not in str(found.next_steps)
    assert "pow decide final" not in str(found.next_steps)
    found = on(published, "2021-09-15")  # the day of publication
    assert found.next_steps[-1].command.startswith("pow decide final 2021-H1")
    assert "release: 2021-H1.v1 of 2021-08-21 (provisional)" in describe_status(found)


def test_the_table_shows_the_change_since_the_period_before(published):
    result = describe_status(on(published, "2021-09-14"))
    line = next(each for each in result.splitlines() if each.startswith("Totaal"))
    assert line.split() == [
        *("Totaal", "van", "activiteiten"),
        *("60%", "(-20)", "40%", "(+20)", "0%", "(+0)", "165"),
    ]
    assert "In brackets: percentage points since 2020-H2." in result
    assert "In brackets" not in describe_status(on(published, "2020-09-14", "2020-H2"))


def test_what_happened_since_a_release_is_to_be_published(published, tmp_path):
    home = tmp_path / "work"
    shutil.copytree(published.home, home, symlinks=True)
    later = Workspace(home)
    command(later, "decide", "withdraw", "AM05", "2021-H1", *WHY)
    commands = [step.command for step in on(later, "2021-09-14").next_steps]
    assert commands[-2:] == [f"{each} --home {home}" for each in ("pow diff 2021-H1", PUBLISH)]


def test_what_happened_since_a_period_is_final_needs_a_reopening(published, tmp_path):
    home = tmp_path / "work"
    shutil.copytree(published.home, home, symlinks=True)
    later = Workspace(home)
    reopen = f'pow decide reopen 2021-H1 --why "…" --home {home}'
    for decision, last in (
        (("final", "2021-H1"), f"{PUBLISH} --home {home}"),
        (("withdraw", "AM05", "2021-H1"), reopen),
        (("reopen", "2021-H1"), f"{PUBLISH} --home {home}"),
    ):
        command(later, "decide", *decision, *WHY)
        assert [step.command for step in on(later, "2021-09-14").next_steps][-1] == last


def test_a_publication_that_was_stopped_can_be_let_through(workspace):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    assert run(["publish", "2021-H1", "--home", str(workspace.home)]) == 4  # 1 of 35
    page = workspace.published / "blocked" / "2021-H1" / "plausibility.html"
    found = [step for step in on(workspace, "2021-07-12").next_steps if str(page) in step.what]
    assert [step.command for step in found] == [
        f'pow decide approve 2021-H1 --why "…" --home {workspace.home}'
    ]


def test_it_is_kept_current_and_stated_anew_only_when_something_changed(workspace):
    arguments = ["status", "2021-H1", "--watch", "--home", str(workspace.home)]
    kept = subprocess.Popen(
        [sys.executable, "-m", "pow_pipeline.cli.main", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "2021-H1: 0 of 35 regions" in kept.stdout.readline()
        assert select.select([kept.stdout], [], [], 2)[0] == []  # it has nothing to say
        drop(workspace, "AM12", form())
        ingest_at(workspace)
        output = [kept.stdout.readline()]
        while "2021-H1: 1 of 35 regions" not in output[-1]:
            output.append(kept.stdout.readline())
    finally:
        end_process(kept, signal.SIGINT)
        _, errors = kept.communicate()
    assert sum("regions have a report" in line for line in output) <= 2  # it may look in between
    assert kept.returncode == 130
    assert "stopped; nothing is lost" in errors
