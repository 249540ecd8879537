"""An id means the same activity over periods and in every place where it is read."""

from datetime import UTC, datetime

import pytest

from pow_pipeline.jobs.inspect.trace import trace
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from tests.harness.builders import ask, command, form, run_at, send, table

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
EN_DASH = "\N{EN DASH}"


def rows(*ids: str) -> list[tuple[str, ...]]:
    return [(each, f"Activiteit {each}", "Aanbod", "groen", "") for each in ids]


def history(workspace) -> list[tuple[str, str, list[str]]]:
    """Return rule, what was found and what was expected of the rules of history on ids."""
    return ask(
        workspace,
        "SELECT rule, found, expected FROM record.finding "
        "WHERE rule IN ('R-HISTORY-01', 'R-HISTORY-11') ORDER BY rule, place",
    )


def send_both(workspace, before, now) -> None:
    assert send(workspace, "AM12", form(period="2020-H2", rows=rows(*before)), BEFORE) == "accepted"
    assert send(workspace, "AM12", form(rows=rows(*now))) == "accepted"


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        (["AM12\u20131"], ["AM12-1"], []),
        (["A\u00a01"], ["a 1"], []),
        (["007"], ["7"], [("R-HISTORY-11", "7 / 007", ["2020-H2"])]),
        (["7"], ["007"], [("R-HISTORY-11", "007 / 7", ["2020-H2"])]),
        (["1"], ["1.0"], [("R-HISTORY-11", "1.0 / 1", ["2020-H2"])]),
        (["AM12 - 1"], ["AM12-1"], [("R-HISTORY-11", "AM12-1 / AM12 - 1", ["2020-H2"])]),
        (["007", "7"], ["007", "7"], []),
        (["007", "8"], ["7"], [
            ("R-HISTORY-01", "", ["8"]),
            ("R-HISTORY-11", "7 / 007", ["2020-H2"]),
        ]),
        (["07", "007"], ["7"], [
            ("R-HISTORY-01", "", ["07"]),
            ("R-HISTORY-11", "7 / 007", ["2020-H2"]),
        ]),
        (["12"], ["1-2"], [("R-HISTORY-01", "", ["12"])]),
    ],
)  # fmt: skip
def test_over_periods(before, now, asked, workspace):
    send_both(workspace, before, now)
    assert history(workspace) == asked


def test_the_query_is_shown_at_the_cell_of_the_id(workspace):
    send_both(workspace, ["1", "007"], ["1", "7"])
    found = ask(
        workspace, "SELECT cell, activity_id FROM record.finding WHERE rule = 'R-HISTORY-11'"
    )
    assert found == [("A6", "7")]


def test_a_mapping_resolves_similar_activities(workspace):
    (workspace.programme / "mappings.csv").write_text(
        f"from_region,from_id,to_region,to_id,period\nAM12,N{EN_DASH}007,AM12,N-7,2021-H1\n"
    )
    command(workspace, "programme", "activate", "--yes")
    send_both(workspace, ["N-007"], ["N-7"])
    assert history(workspace) == []
    known = known_of_regions(workspace.warehouse, "2021-H1")["AM12"].activities
    assert [each.activity_id for each in known] == ["N-7"]


def test_the_form_of_the_next_period_has_the_canonical_id(workspace):
    before = form(period="2020-H2", rows=rows(f"AM12{EN_DASH}1"))
    assert send(workspace, "AM12", before, BEFORE) == "accepted"
    known = known_of_regions(workspace.warehouse, "2021-H1")["AM12"].activities
    assert [each.activity_id for each in known] == ["AM12-1"]


def test_a_command_takes_an_id_as_it_was_copied(workspace):
    report = form(rows=table("AM12-1 | Jobhunters | Aanbod | rood | "))
    assert send(workspace, "AM12", report) == "accepted"
    copied = f"am12{EN_DASH}1"
    (found,) = trace(run_at(workspace), ("AM12", copied), region=None, as_of=None).steps["reports"]
    assert found["activity_id"] == "AM12-1"
    asked = ("--rule", "R-EXPLANATION-01", "--activity", copied, "--why", "Per telefoon.")
    command(workspace, "decide", "answer", "AM12-2-1", *asked)
