"""An id means the same activity over periods and in every place where it is read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.jobs.inspect.trace import trace
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, command, drop, form, ingest_at, run_at, send, table
from tests.harness.story import copy_workspace

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
EN_DASH = "\N{EN DASH}"


def rows(*ids: str) -> list[tuple[str, ...]]:
    return [(name, f"Activiteit {name}", "Aanbod", "groen", "") for name in ids]


# By region: the ids of the period before, those of now, and what is asked about them.
CASES: dict[str, tuple[list[str], list[str], list[tuple[str, str, str, list[str]]]]] = {
    "AM01": (["AM12\u20131"], ["AM12-1"], []),
    "AM02": (["A\u00a01"], ["a 1"], []),
    "AM03": (["007"], ["7"], [("R-HISTORY-11", "7 / 007", "A5", ["2020-H2"])]),
    "AM05": (["7"], ["007"], [("R-HISTORY-11", "007 / 7", "A5", ["2020-H2"])]),
    "AM06": (["1"], ["1.0"], [("R-HISTORY-11", "1.0 / 1", "A5", ["2020-H2"])]),
    "AM07": (["AM12 - 1"], ["AM12-1"], [
        ("R-HISTORY-11", "AM12-1 / AM12 - 1", "A5", ["2020-H2"]),
    ]),
    "AM08": (["007", "7"], ["007", "7"], []),
    "AM09": (["007", "8"], ["7"], [
        ("R-HISTORY-01", "", "", ["8"]),
        ("R-HISTORY-11", "7 / 007", "A5", ["2020-H2"]),
    ]),
    "AM10": (["07", "007"], ["7"], [
        ("R-HISTORY-01", "", "", ["07"]),
        ("R-HISTORY-11", "7 / 007", "A5", ["2020-H2"]),
    ]),
    "AM11": (["12"], ["1-2"], [("R-HISTORY-01", "", "", ["12"])]),
    "AM12": (["1", "007"], ["1", "7"], [("R-HISTORY-11", "7 / 007", "A6", ["2020-H2"])]),
}  # fmt: skip


def history(workspace: Workspace, region: str) -> list[tuple[str, str, str, list[str]]]:
    """Return rule, what was found, its cell and what was expected of the history of ids."""
    return ask(
        workspace,
        "SELECT rule, found, cell, expected "
        "FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE rule IN ('R-HISTORY-01', 'R-HISTORY-11') AND sender = ? "
        "ORDER BY rule, finding.place",
        region,
    )


def send_both(workspace: Workspace, cases: dict[str, tuple[list[str], list[str]]]) -> None:
    """Let regions report ids about the period before, and then about the one of now."""
    for region, (before, _) in cases.items():
        drop(workspace, region, form(region, period="2020-H2", rows=rows(*before)))
    assert {result.outcome for result in ingest_at(workspace, BEFORE).results} == {"accepted"}
    for region, (_, now) in cases.items():
        drop(workspace, region, form(region, rows=rows(*now)))
    assert {result.outcome for result in ingest_at(workspace).results} == {"accepted"}


@pytest.fixture(scope="module")
def compared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which the regions of `CASES` reported twice; tests leave it as it is."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("compared"))
    send_both(workspace, {region: (before, now) for region, (before, now, _) in CASES.items()})
    return workspace


@pytest.mark.parametrize("region", CASES)
def test_over_periods(region: str, compared: Workspace) -> None:
    assert history(compared, region) == CASES[region][-1]


def test_a_mapping_resolves_similar_activities(workspace: Workspace) -> None:
    (workspace.programme / "mappings.csv").write_text(
        f"from_region,from_id,to_region,to_id,period\nAM12,N{EN_DASH}007,AM12,N-7,2021-H1\n"
    )
    command(workspace, "programme", "activate", "--yes")
    send_both(workspace, {"AM12": (["N-007"], ["N-7"])})
    assert history(workspace, "AM12") == []
    known = known_of_regions(workspace.warehouse, "2021-H1")["AM12"].activities
    assert [activity.activity_id for activity in known] == ["N-7"]


def test_the_form_of_the_next_period_has_the_canonical_id(compared: Workspace) -> None:
    known = known_of_regions(compared.warehouse, "2021-H1")["AM01"].activities
    assert [activity.activity_id for activity in known] == ["AM12-1"]


def test_a_command_takes_an_id_as_it_was_copied(workspace: Workspace) -> None:
    report = form(rows=table("AM12-1 | Jobhunters | Aanbod | rood | "))
    assert send(workspace, "AM12", report) == "accepted"
    copied = f"am12{EN_DASH}1"
    (report_of_it,) = trace(run_at(workspace), ("AM12", copied), region=None, as_of=None).steps[
        "reports"
    ]
    assert report_of_it["activity_id"] == "AM12-1"
    asked = ("--rule", "R-EXPLANATION-01", "--activity", copied, "--why", "Per telefoon.")
    command(workspace, "decide", "answer", "AM12-2-1", *asked)
