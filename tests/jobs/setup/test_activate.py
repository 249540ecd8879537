"""Activating a changed programme folder: shown first, refused where reports rest on it."""

import json
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    ask,
    command,
    counts_of,
    drop,
    form,
    ingest_at,
    run_at,
    send,
    verify_now,
    wait_for_tick,
)
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace

GREEN = [("1", "x", "Aanbod", "groen", "")]
PURPLE = [("1", "x", "Aanbod", "paars", "")]
RED_ALIASES = 'aliases = ["achter", "r"]'


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


PERIOD = """[[periods]]
code = "2021-H1"
opens = 2021-06-01
reference = 2021-06-30
deadline = 2021-07-31
publication = 2021-09-15
"""


def change(workspace: Workspace, old: str, new: str, name: str = "programme.toml") -> None:
    path = workspace.programme / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def activate(workspace: Workspace, *arguments: str) -> int:
    return run(["programme", "activate", *arguments, "--home", str(workspace.home)])


@pytest.fixture(scope="module")
def reported_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which AM12 has reported."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("reported"))
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"
    return workspace.home


@pytest.fixture
def reported(reported_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(reported_once, tmp_path)


def head(workspace: Workspace) -> int:
    return Journal(workspace.journal).head()


ALTERATIONS = (  # the text, what takes its place, and what is shown of it
    (
        "minimum_reporting_rate = 0.6",
        "minimum_reporting_rate = 0.7",
        "thresholds › minimum_reporting_rate: 0.6 → 0.7",
    ),
    (
        RED_ALIASES,
        'aliases = ["achter", "r", "paars"]',
        "statuses › off_track › aliases: achter, r → achter, r, paars",
    ),
    (
        'code = "2019-H1"\nopens = 2019-06-01\n',
        'code = "2019-H1"\nopens = 2019-06-02\n',
        "periods › 2019-H1 › opens: 2019-06-01 → 2019-06-02",
    ),
    (
        '[[categories]]\ncode = "scholing"',
        (
            '[[categories]]\ncode = "overig"\nlabel = { nl = "Overig" }\n\n'
            '[[categories]]\ncode = "scholing"'
        ),
        "categories: aanbod, vraag, route, scholing → aanbod, vraag, route, overig, scholing",
    ),
    (
        '[columns.explanation]\nlabel = { nl = "Toelichting"',
        '[columns.explanation]\nrequired = true\nlabel = { nl = "Toelichting"',
        "columns › explanation › required: False → True",
    ),
)


def test_each_thing_that_changes_is_shown_and_counts_from_then_on(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = head(workspace)
    for old, new, _ in ALTERATIONS:
        change(workspace, old, new)
    assert activate(workspace, "--yes") == 0
    output = capsys.readouterr()
    lines = [line.strip() for line in output.err.splitlines()]
    assert {shown for _, _, shown in ALTERATIONS} <= set(lines)
    assert "the programme folder counts from now on" in output.out
    assert head(workspace) == before + 1
    assert activate(workspace) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert head(workspace) == before + 1
    assert_invariants(workspace)


def test_a_comment_alone_changes_nothing(workspace):
    before = head(workspace)
    change(workspace, "[thresholds]", "[thresholds]\n# a remark")
    assert activate(workspace) == 0
    assert head(workspace) == before


def test_it_asks_and_says_how_to_answer_beforehand(workspace, capsys):
    before = head(workspace)
    change(workspace, RED_ALIASES, 'aliases = ["achter", "r", "paars"]')
    assert activate(workspace) == 2
    assert "alters 1 things. Activate it? Say so with --yes" in capsys.readouterr().err
    assert head(workspace) == before


def test_a_new_region_gets_its_folders_and_is_expected(workspace):
    regions = workspace.programme / "regions.csv"
    columns = regions.read_text().splitlines()[0].split(",")
    row = {"code": "AM98", "name": "Nieuwland"}
    regions.write_text(regions.read_text() + ",".join(row.get(name, "") for name in columns) + "\n")
    command(workspace, "programme", "activate", "--yes")
    assert (workspace.inbox / "AM98").is_dir()
    assert (workspace.outbox / "AM98").is_dir()
    assert send(workspace, "AM98", form("AM98")) == "accepted"
    assert sum(counts_of(workspace, "AM98").values()) == 2
    expected = "SELECT expected FROM summary.reporting_rate('2021-H1', as_of := ?) LIMIT 1"
    assert ask(workspace, expected, None) == [(36,)]
    assert ask(workspace, expected, 1) == [(35,)]


def test_what_arrived_before_is_validated_under_the_programme_of_its_arrival(workspace):
    drop(workspace, "AM12", form(rows=PURPLE))
    from tests.harness.builders import NOW

    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    change(workspace, RED_ALIASES, 'aliases = ["achter", "r", "paars"]')
    command(workspace, "programme", "activate", "--yes")
    drop(workspace, "AM13", form("AM13", rows=PURPLE))
    ingest_at(workspace)
    query = "SELECT delivery[:4], outcome FROM record.result ORDER BY ALL"
    outcomes = [("AM12", "rejected"), ("AM13", "accepted")]
    assert ask(workspace, query) == outcomes
    verify_now(workspace)
    rebuild_warehouse(run_at(workspace))
    assert ask(workspace, query) == outcomes


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "programme.toml",
            'code = "aanbod"',
            'code = "anders"',
            (
                "the category 'aanbod' is no longer in the programme folder, and 1 reports that "
                "count, or may count again, rest on it (AM12-2-1); keep its code"
            ),
        ),
        ("programme.toml", 'code = "on_track"', 'code = "fine"', "the status 'on_track' is no"),
        ("programme.toml", PERIOD, "", "the region 'AM12 in 2021-H1'"),
        (
            "programme.toml",
            'code = "perspectief_op_werk"',
            'code = "another"',
            "'another' is another programme than 'perspectief_op_werk'",
        ),
        ("programme.toml", "minimum_reporting_rate = 0.6", "minimum_reporting_rate = 6", "less"),
    ],
)
def test_what_reports_in_force_rest_on_cannot_go(name, old, new, expected, reported, capsys):
    before = head(reported)
    change(reported, old, new, name)
    assert activate(reported, "--yes") == 2
    assert expected in capsys.readouterr().err
    assert head(reported) == before


def test_a_region_whose_reports_count_cannot_go(reported, capsys):
    for name in ("regions.csv", "tiles.csv"):
        change(reported, "AM12,", "AM97,", name)
    assert activate(reported, "--yes") == 2
    assert "the region 'AM12 in 2021-H1' is no longer" in capsys.readouterr().err


def test_what_a_replaced_version_rests_on_can_go_only_once_that_cannot_count_again(
    workspace, capsys
):
    training = form(rows=[("1", "x", "Scholing", "groen", "")])
    wait_for_tick(drop(workspace, "AM12", training))
    drop(workspace, "AM12", form(rows=GREEN), "again.xlsx")
    ingest_at(workspace)
    change(workspace, 'code = "scholing"', 'code = "anders"')
    assert activate(workspace, "--yes") == 2
    assert "1 reports that count, or may count again, rest on it (AM12-2-1)" in (
        capsys.readouterr().err
    )
    of_the_first = ("AM12", "2021-H1", "--version", "1", "--why", "a test")
    command(workspace, "decide", "withdraw", *of_the_first)
    command(workspace, "programme", "activate", "--yes")
    assert_invariants(workspace)


def test_what_no_report_in_force_rests_on_may_go(reported):
    command(reported, "decide", "withdraw", "AM12", "2021-H1", "--why", "a test")
    change(reported, 'code = "aanbod"', 'code = "anders"')
    command(reported, "programme", "activate", "--yes")
    assert_invariants(reported)


def test_json_for_programs(workspace, capsys):
    change(workspace, "minimum_denominator = 10", "minimum_denominator = 11")
    assert activate(workspace, "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "alterations": [{"key": "thresholds › minimum_denominator", "before": "10", "after": "11"}],
        "is_recorded": True,
    }
