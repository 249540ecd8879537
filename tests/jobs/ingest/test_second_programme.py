"""A second programme goes the whole way to its own sheet, without a line of code for it."""

from pathlib import Path

import pytest

from pow_pipeline.workspace import Workspace
from tests.corpus.second import FIRST, PROJECTS, SECOND, returned
from tests.harness.builders import ask, drop, ingest_at, initialise_at, publish_at, verify_now
from tests.publication.sheet.example_figures import table_of

FOLDER = Path(__file__).parents[2] / "programmes" / "shared_prosperity"
LATE = [(*PROJECTS[0][:3], "red", "The contractor has withdrawn.", *PROJECTS[0][5:]), PROJECTS[1]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which three regions reported twice; tests add a release at most."""
    home = tmp_path_factory.mktemp("second") / "work"
    workspace, _ = initialise_at(home, programme=str(FOLDER), now=FIRST)
    for region in ("NE01", "NE02", "SW01"):
        drop(workspace, region, returned(region, "Q1 2022"), "first.xlsx")
    ingest_at(workspace, FIRST)
    for region in ("NE01", "NE02", "SW01"):
        drop(workspace, region, returned(region, "2022-Q2", LATE), "second.xlsx")
    ingest_at(workspace, SECOND)
    return workspace


def test_it_goes_the_whole_way(workspace: Workspace) -> None:
    assert ask(workspace, "SELECT outcome, count(*) FROM record.result GROUP BY ALL") == [
        ("accepted", 6)
    ]
    release = publish_at(workspace, "2022-Q2", SECOND).folder
    assert sorted(path.name for path in (release / "public").glob("sheet.*")) == [
        "sheet.en.html",
        "sheet.en.pdf",
    ]
    sheet = (release / "public" / "sheet.en.html").read_text(encoding="utf-8")
    for text in (
        "Shared Prosperity: second quarter of 2022",
        "★</span> ahead of plan",
        "■</span> at risk",
        "Communities and place",
        "3 of the 4 regions have a report that counts",
    ):
        assert text in sheet
    header = ["Category", "Activities", "Target", "Realised", "Share of target"]
    assert table_of(sheet)[-4:] == [
        header,
        ["People and skills", "3", "3 751.5", "3 600", "96%"],
        header,
        ["Communities and place", "3", "120", "36", "30%"],
    ]
    assert "Target and realisation in shopfronts, by category" in sheet
    shares = ask(
        workspace,
        "SELECT status, activities, denominator, percentage "
        "FROM summary.status_distribution('2022-Q2') "
        "WHERE scope = 'programme' AND category = 'total'",
    )
    assert shares == [
        ("early_result", 3, 6, 50),
        ("as_planned", 0, 6, 0),
        ("delayed", 0, 6, 0),
        ("at_risk", 3, 6, 50),
    ]
    verify_now(workspace)


def test_its_targets_are_numbers(workspace: Workspace) -> None:
    targets = ask(
        workspace,
        "SELECT DISTINCT target, realised, unit FROM record.activity_status ORDER BY target",
    )
    assert [(float(target), float(realised), unit) for target, realised, unit in targets] == [
        (40.0, 12.0, "shopfronts"),
        (1250.5, 1200.0, "hours"),
    ]


def test_a_jump_of_two_steps_is_asked_about_on_a_scale_of_four(workspace: Workspace) -> None:
    findings = ask(workspace, "SELECT DISTINCT rule, found, expected FROM record.finding")
    assert findings == [("R-HISTORY-03", "red", ["green", "2022-Q1"])]
