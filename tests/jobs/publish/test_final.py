"""Final periods: when they can be made so, what may change, and how they are reopened."""

import json

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import define_tables
from tests.harness.builders import command, drop, form, ingest_at, publish_at, send
from tests.harness.invariants import assert_invariants

PERIOD = "2021-H1"
WHY = "AM01 had left activities out"
RED = [("AM01-001", "Activiteit 1", "Aanbod", "rood", "Uitleg.")]
GREEN = [("AM01-001", "Activiteit 1", "Aanbod", "groen", "Uitleg.")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def correct(workspace, rows=RED, name="correction.xlsx", period=PERIOD):
    drop(workspace, "AM01", form("AM01", period, rows=rows), name)
    assert ingest_at(workspace).counts()["accepted"] == 1


def releases(workspace):
    events = Journal(workspace.journal).read()
    return [f"{e.period}.v{e.version}" for e in events if isinstance(e, Released)]


def public(published):
    return published.folder / "public"


def is_provisional(published):
    ((found,),) = flags_of_rows(published)
    state = json.loads((public(published) / "release.json").read_bytes())["state"]
    assert state == ("provisional" if found else "final")
    return found


def flags_of_rows(published):
    with duckdb.connect(public(published) / "pow.duckdb", read_only=True) as connection:
        return connection.execute(
            "SELECT DISTINCT contains(flag, 'p') FROM summary.status_distribution WHERE period = ?",
            [PERIOD],
        ).fetchall()


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ("2021-05-31T21:59:59Z", 2),  # it opens on 1 June, in Amsterdam
        ("2021-05-31T22:00:00Z", 0),
        ("2021-06-02T09:00:00Z", 0),
    ],
)
def test_a_period_can_be_final_once_it_has_opened(now, code, workspace, monkeypatch, capsys):
    monkeypatch.setenv("POW_NOW", now)
    final = ["decide", "final", PERIOD, "--why", "x", "--home", str(workspace.home)]
    assert run(final) == code
    assert ("2021-H1 opens on 2021-06-01" in capsys.readouterr().err) == bool(code)


def test_a_period_that_is_not_final_cannot_be_reopened(workspace, capsys):
    home = ("--home", str(workspace.home))
    assert run(["decide", "reopen", PERIOD, "--why", "x", *home]) == 2
    assert "2021-H1 is not final" in capsys.readouterr().err
    assert run(["decide", "reopen", "2031-H1", "--why", "x", *home]) == 2
    assert "no period '2031-H1'" in capsys.readouterr().err


def test_final_figures_are_revised_only_after_a_reopening_whose_reason_is_shown(published, capsys):
    command(published, "decide", "final", PERIOD, "--why", "all is in")
    final = publish_at(published)
    assert (final.release.name, is_provisional(final)) == ("2021-H1.v2", False)

    correct(published)
    arguments = ["publish", PERIOD, "--yes", "--home", str(published.home)]
    capsys.readouterr()
    assert run(arguments) == 4
    output = capsys.readouterr().err
    assert "2021-H1 is not published: 2021-H1 is final, and its figures differ from those" in output
    assert f"pow decide reopen 2021-H1 --why … --home {published.home}" in output
    assert releases(published) == ["2021-H1.v1", "2021-H1.v2"]

    reopen = ("decide", "reopen", PERIOD, "--why", WHY, "--by", "Jansen")
    command(published, *reopen)
    assert "2021-H1 is provisional again" in capsys.readouterr().out
    command(published, *reopen)
    assert "nothing has changed" in capsys.readouterr().out
    revised = publish_at(published, forms=("sheet",))
    assert (revised.release.name, is_provisional(revised)) == ("2021-H1.v3", True)
    shown = json.loads((public(revised) / "release.json").read_bytes())
    assert shown["reopened"] == [{"on": "2021-07-10", "why": WHY}]
    sheet = (public(revised) / "sheet.nl.html").read_text(encoding="utf-8")
    assert f"10-07-2021: {WHY}" in sheet
    for path in public(revised).rglob("*.*"):
        assert b"Jansen" not in path.read_bytes(), path

    command(published, "decide", "final", PERIOD, "--why", "all is in")
    again = publish_at(published)
    assert (again.release.name, is_provisional(again)) == ("2021-H1.v4", False)
    entries = (public(again) / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")
    assert [WHY in entry for entry in entries[1:5]] == [False, True, False, False]
    correct(published, GREEN, "third.xlsx")
    with pytest.raises(PublicationBlockedError, match="differ from those that were made final"):
        publish_at(published)
    assert_invariants(published)


def test_what_came_after_a_period_was_made_final_is_not_in_its_first_release(workspace):
    correct(workspace, GREEN)
    command(workspace, "decide", "final", PERIOD, "--why", "all is in")
    correct(workspace, RED, "second.xlsx")
    with pytest.raises(PublicationBlockedError, match=r"AM01 total on_track: 1 → 0|total"):
        publish_at(workspace)
    command(workspace, "decide", "withdraw", "AM01", PERIOD, "--why", "too late")
    with pytest.raises(PublicationBlockedError, match="checks of its figures"):  # so few regions
        publish_at(workspace)


def test_a_later_period_shows_no_other_figures_of_a_final_one(published):
    command(published, "decide", "final", "2020-H2", "--why", "nothing was asked")
    correct(published, GREEN, "late.xlsx", period="2020-H2")
    with pytest.raises(PublicationBlockedError, match="pow decide reopen 2020-H2") as caught:
        publish_at(published)
    assert "decide reopen 2021-H1" not in str(caught.value)
    command(published, "decide", "reopen", "2020-H2", "--why", WHY)
    assert publish_at(published).release.name == "2021-H1.v2"


def test_an_answered_query_and_a_rejected_file_change_no_final_figure(workspace):
    rows = [("AM01-001", "Activiteit 1", "Aanbod", "rood", "")]
    correct(workspace, rows)
    command(workspace, "decide", "final", PERIOD, "--why", "all is in")
    answer = ("decide", "answer", "AM01-2-1", "--rule", "R-EXPLANATION-01", "--why", "x")
    command(workspace, *answer)
    assert send(workspace, "AM02", form("AM02", rows=[("1", "x", "Aanbod", "paars", "")])) == (
        "rejected"
    )
    with pytest.raises(PublicationBlockedError, match="checks of its figures"):  # so few regions
        publish_at(workspace)


@pytest.mark.parametrize(
    ("decisions", "final"),
    [
        ((), {}),
        (("final",), {"2021-H1": 1}),
        (("final", "reopen"), {}),
        (("final", "reopen", "final"), {"2021-H1": 3}),
        (("final", "exempt"), {"2021-H1": 1}),
        (("final", "reopen", "final", "reopen"), {}),
    ],
)
def test_the_last_of_final_and_reopen_counts_as_of_each_event(decisions, final):
    with duckdb.connect() as connection:
        define_tables(connection)
        for event, decision in enumerate(decisions, start=1):
            connection.execute(
                "INSERT INTO record.decision BY NAME SELECT ? AS event, ? AS decision, "
                "'2021-H1' AS period, 'me' AS decided_by, 'x' AS why, "
                "now()::TIMESTAMP AS decided_at",
                [event, decision],
            )
        asked = "FROM summary.final_period(as_of := ?)"
        assert dict(connection.execute(asked, [None]).fetchall()) == final
        for event in range(1, len(decisions) + 1):
            is_final = [d for d in decisions[:event] if d in ("final", "reopen")][-1:] == ["final"]
            assert bool(connection.execute(asked, [event]).fetchall()) == is_final
