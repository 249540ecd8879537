"""`pow check`: what would become of a file, by the same rules, with nothing kept or changed."""

import json
from datetime import UTC, datetime

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.record.journal import Journal
from tests.corpus.history import BEFORE
from tests.harness.builders import ask, form, send

GREEN = [("1", "x", "Aanbod", "groen", ""), ("2", "y", "Vraag", "groen", "")]
PURPLE = [("1", "x", "Aanbod", "paars", "")]


@pytest.fixture(autouse=True)
def _now(monkeypatch, tmp_path):
    monkeypatch.setenv("POW_NOW", datetime(2021, 7, 10, 9, 0, tzinfo=UTC).isoformat())
    monkeypatch.chdir(tmp_path)


def written(tmp_path, content: bytes, name: str = "form.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_an_acceptable_file_ends_with_0(tmp_path, capsys):
    assert run(["check", written(tmp_path, form(rows=GREEN))]) == 0
    assert capsys.readouterr().out == (
        "form.xlsx: Dit bestand kan worden ingestuurd en telt dan mee. Aantal activiteiten: 2. "
        "U hoeft niets te verbeteren. Stuur het bestand in zoals met u is afgesproken.\n"
    )


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("nl", ["FOUT R-STATUS-01  form.xlsx › Invullen › D5", "wordt zo niet geaccepteerd"]),
        ("en", ["ERROR R-STATUS-01  form.xlsx › Invullen › D5", "would not be accepted"]),
    ],
)
def test_a_file_that_is_not_ends_with_1_and_says_why(language, texts, tmp_path, capsys):
    assert run(["check", written(tmp_path, form(rows=PURPLE)), "--lang", language]) == 1
    output = capsys.readouterr().out
    assert all(text in output for text in texts)


def test_as_json(tmp_path, capsys):
    good, bad = (
        written(tmp_path, form(rows=rows), name)
        for rows, name in ((GREEN, "good.xlsx"), (PURPLE, "bad.xlsx"))
    )
    assert run(["check", good, bad, "--json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["acceptable"], first["findings"]) == (True, [])
    assert (second["acceptable"], second["stage"], second["errors"]) == (False, "rows", 1)
    (finding,) = second["findings"]
    assert (finding["rule"], finding["cells"]) == ("R-STATUS-01", ["D5"])
    assert finding["found"] == [{"text": "paars", "cells": ["D5"]}]


def test_the_region_and_period_that_are_meant(tmp_path, capsys):
    path = written(tmp_path, form(rows=GREEN))
    assert run(["check", path, "--region", "AM12", "--period", "2021-H1"]) == 0
    assert run(["check", path, "--region", "AM18"]) == 1
    assert "R-REGION-02" in capsys.readouterr().out
    assert run(["check", path, "--period", "2020-H2"]) == 0
    assert "VRAAG R-PERIOD-05" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "name the files to check"),
        (["nowhere.xlsx"], "nowhere.xlsx: cannot be opened (No such file or directory)"),
        (["form.xlsx", "--region", "AM99"], "no region 'AM99'; it has AM01, AM02"),
        (["form.xlsx", "--period", "2021"], "no period '2021'; it has 2019-H1"),
        (["form.xlsx", "--programme", "nothing"], "no programme 'nothing'"),
    ],
)
def test_what_cannot_be_asked(arguments, expected, tmp_path, capsys):
    written(tmp_path, form(rows=GREEN))
    assert run(["check", *arguments]) == 2
    assert expected in capsys.readouterr().err


def test_in_a_workspace_the_rules_of_history_speak_too_and_nothing_changes(
    workspace, tmp_path, capsys
):
    assert send(workspace, "AM12", form(period="2020-H2", rows=GREEN), BEFORE) == "accepted"
    events = Journal(workspace.journal).head()
    path = written(tmp_path, form(rows=GREEN[:1]))
    assert run(["check", path, "--home", str(workspace.home)]) == 0
    output = capsys.readouterr().out
    assert "VRAAG R-HISTORY-01  form.xlsx › Invullen" in output
    assert "een status voor 2" in output
    assert Journal(workspace.journal).head() == events
    assert ask(workspace, "SELECT count(*) FROM record.delivery") == [(1,)]


def test_the_same_rules_as_when_it_is_sent(workspace, tmp_path, capsys):
    content = form(rows=PURPLE)
    assert run(["check", written(tmp_path, content), "--home", str(workspace.home), "--json"]) == 1
    (checked,) = json.loads(capsys.readouterr().out)
    assert send(workspace, "AM12", content) == "rejected"
    payload = json.loads((workspace.outbox / "AM12" / "AM12-2-1" / "feedback.json").read_bytes())
    assert checked["findings"] == payload["findings"] != []
