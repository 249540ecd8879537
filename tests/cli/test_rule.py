"""`pow trace`, and the page of all rules."""

import json
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from schemas.rules_page import describe_rules

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_of_all_rules_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == describe_rules(), "run: make docs"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["r-status-01"], "R-STATUS-01 (error, stage rows)\n  FOUT       De status is niet bekend"),
        (["R-STATUS-01", "--lang", "en"], "  ERROR       The status is not known"),
        (["R-COUNT-01"], "  measured by most_activities, under [validating]"),
    ],
)
def test_a_rule_is_described(arguments, expected, capsys):
    assert run(["rule", *arguments]) == 0
    assert expected in capsys.readouterr().out


def test_as_json(capsys):
    assert run(["rule", "R-STATUS-01", "--json"]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["code"], payload["severity"], payload["stage"]) == (
        "R-STATUS-01",
        "error",
        "rows",
    )


@pytest.mark.parametrize("rule", ["R-STATUS-99", "r-status-x", "R-STATUS-", "R-STATUS"])
def test_of_a_group_that_exists_the_rules_are_named(rule, capsys):
    assert run(["rule", rule]) == 2
    output = capsys.readouterr().err
    assert f"unknown rule '{rule}'; there are R-STATUS-01, R-STATUS-02" in output
    assert "R-FILE" not in output


@pytest.mark.parametrize("rule", ["R-X", "R-X-01", "R-", "R", "R-STAT"])
def test_else_the_groups_are_named(rule, capsys):
    assert run(["rule", rule]) == 2
    output = capsys.readouterr().err
    assert f"unknown rule '{rule}'; they begin with R-FILE, R-TEXT, " in output
    assert output.endswith(", and all are in docs/rules.md\n")
    assert output.count("R-FILE") == 1
