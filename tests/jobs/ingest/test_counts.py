"""Counts of deliveries and of findings: the same wherever they are shown."""

import json

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.engine.catch_up import advance
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.overview import overview_of
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, drop, form, ingest_at, run_at, wait_for_tick

GREEN = [(str(number), "x", "Aanbod", "groen", "") for number in range(1, 4)]
UNKNOWN = [(str(number), "x", "Aanbod", "paars", "") for number in range(1, 4)]
RED = [("1", "x", "Aanbod", "rood", ""), ("2", "", "Vraag", "groen", "")]
COUNTS = ("errors", "queries", "notices")


def test_check_and_ingest_count_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    sent = {
        "AM12": (UNKNOWN, {"errors": 3, "queries": 0, "notices": 0}),  # one remark, three findings
        "AM13": (RED, {"errors": 0, "queries": 5, "notices": 0}),  # some of them of history
    }
    for region in sent:
        drop(workspace, region, form(region, period="2020-H2", rows=GREEN))
    ingest_at(workspace)
    home = ("--home", str(workspace.home))
    for region, (rows, counts) in sent.items():
        path = drop(workspace, region, form(region, rows=rows))
        run(["check", str(path), "--region", region, "--json", *home])
        (checked,) = json.loads(capsys.readouterr().out)
        assert {name: checked[name] for name in COUNTS} == counts
    assert run(["ingest", "--json", *home]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert [{name: result[name] for name in COUNTS} for result in results] == [
        counts for _, counts in sent.values()
    ]


def test_a_check_says_how_many_errors_ingest_will_count(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    path = drop(workspace, "AM12", form(rows=UNKNOWN))
    run(["check", str(path), "--home", str(workspace.home)])
    assert "Aantal fouten: 3." in capsys.readouterr().out


def test_the_status_of_deliveries_adds_up(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    unknown = [form(rows=[("1", f"{n}", "Aanbod", "paars", "")]) for n in range(4)]
    for number, content in enumerate([*unknown, form(rows=GREEN), form(rows=GREEN)]):
        wait_for_tick(drop(workspace, "AM12", content, f"{number}.xlsx"))
    drop(workspace, "AM13", form("AM13", period="2020-H2"))
    ingest_at(workspace)
    drop(workspace, "AM14", b"pending")
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    with read_warehouse(workspace.warehouse) as connection:
        counts = overview_of(connection, "2021-H1")["deliveries"]
    assert counts["received"] == 6  # what is not in the warehouse is said to be not shown yet
    assert counts["received"] == sum(counts.values()) - counts["received"]
    assert run(["status", "2021-H1", "--home", str(workspace.home)]) == 0
    assert (
        "deliveries received: 6 (1 accepted, 4 rejected, 1 duplicate, 0 failed, 0 pending)"
        in capsys.readouterr().out
    )
    ingest_at(workspace)
    advance(run_at(workspace))
    with read_warehouse(workspace.warehouse) as connection:
        assert overview_of(connection, "2021-H1")["deliveries"]["received"] == 7


@pytest.mark.parametrize(
    ("options", "opening"),
    [
        ((), "This file"),
        (("--language", "nl"), "Dit bestand"),
        (("--lang", "nl"), "Dit bestand"),
        (("--language", "en"), "This file"),
    ],
)
def test_a_check_speaks_the_language_of_its_programme(
    options: tuple[str, ...], opening: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.corpus.sending import prepare

    programme = str(prepare("shared_prosperity", workspace.home))
    path = drop(workspace, "AM12", form())
    run(["check", str(path), "--programme", programme, *options])
    assert opening in capsys.readouterr().out
