"""The questions of docs/analysis.md, each asked of a release in which it has an answer."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.jobs.inspect.sql import ask_release
from tests.corpus.rules import QUESTIONS
from tests.harness.builders import (
    HEADER,
    drop,
    form,
    ingest_at,
    nothing,
    publish_at,
    run_at,
    workbook,
)
from tests.harness.story import copy_workspace

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"
_FLAGS = re.MULTILINE | re.DOTALL
ASKED = re.findall(r"^## (\d+)\. (.+?)$.*?```sql\n(.+?)```", PAGE.read_text(), _FLAGS)
BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
DURING = datetime(2021, 7, 10, 9, tzinfo=UTC)
LATER = datetime(2021, 7, 14, 9, tzinfo=UTC)
MANY = [(f"{number}", f"Activiteit {number}", "Aanbod", "groen", "") for number in range(2, 13)]
RED = [("1", "Jobhunters", "Aanbod", "rood", "De werkgever is failliet gegaan."), *MANY]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", ""), *MANY]
SILENT = "AM38"


@pytest.fixture(scope="module")
def released(template, tmp_path_factory):
    """All report twice but one; one is off track, answers and gives reasons; two err."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("asked"))
    regions = {path.name for path in workspace.inbox.iterdir()} - {SILENT}
    for region in regions:
        drop(workspace, region, form(region, "2020-H2", RED if region == "AM12" else MANY))
    ingest_at(workspace, BEFORE)
    for region in regions - {"AM12"}:
        rows = PURPLE if region in ("AM13", "AM14") else MANY
        drop(workspace, region, form(region, rows=rows))
    rows = [(*row, "ziekte" if row[3] == "rood" else "") for row in RED]
    cells = [("Regio", "AM12"), ("Periode", "2021-H1"), (), (*HEADER, "Reden"), *rows]
    content = workbook(
        [*cells, *nothing(RED)], second=("Samenwerking", [QUESTIONS, ("Aanjager", 4, "")])
    )
    drop(workspace, "AM12", content)
    ingest_at(workspace, DURING)
    drop(workspace, "AM13", form("AM13", rows=MANY))
    ingest_at(workspace, LATER)
    publish_at(workspace, now=LATER)
    return workspace


def test_there_are_ten():
    assert [number for number, _, _ in ASKED] == [str(number) for number in range(1, 11)]


FIRST = {  # what the first row of each answer holds, in any place
    "1": ("total", "on_track", 363, 364, 100),
    "2": ("2019-H1", 35, 0, 35),
    "3": (SILENT, 2, ["2020-H2", "2021-H1"]),
    "4": ("AM12", 1, 12, 8),
    "5": ("2021-H1", "AM12", "1", "Jobhunters", 2),
    "6": ("2021-H1", "staff", 1, ["De werkgever is failliet gegaan."]),
    "7": ("on_track", 0, None, 364, "pu"),
    "8": ("Er is een onafhankelijke aanjager", 1, 0),
    "9": ("AM14", "rows", ["R-STATUS-01"]),
    "10": ("2021-H1", "R-HISTORY-06", "history", 33, 0),
}


@pytest.mark.parametrize(("number", "query"), [(number, query) for number, _, query in ASKED])
def test_each_query_answers_its_question(number, query, released):
    first, *_ = ask_release(run_at(released), query).rows
    missing = [value for value in FIRST[number] if value not in first]
    assert not missing, first


def test_who_erred_and_corrected_is_reported_with_the_days_it_took(released):
    query = next(query for number, _, query in ASKED if number == "10")
    of_rule = [row for row in ask_release(run_at(released), query).rows if row[1] == "R-STATUS-01"]
    assert of_rule == [("2021-H1", "R-STATUS-01", "error", "rows", 2, 1, 4.0)]
