"""An activity that goes on under another code: in forms, questions and figures, also rebuilt."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, command, form, ingest_at, send, table
from tests.harness.invariants import assert_survives_rebuild
from tests.harness.story import copy_workspace

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
REPORTED = """
    1 | Jobhunters | Vraag  | groen  |
    2 | Banenmarkt | Aanbod | oranje | De zaal is nog dicht.
    3 | Taalles    | Route  | groen  |
"""


@pytest.fixture(scope="module")
def mapped(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """AM12 has reported three activities; from 2021-H1 on 1 is A1, and 2 belongs to AM13.

    Tests leave it as it is, or change a copy.
    """
    workspace = copy_workspace(template, tmp_path_factory.mktemp("mapped"))
    first = form(period="2020-H2", rows=table(REPORTED))
    assert send(workspace, "AM12", first, BEFORE) == "accepted"
    regions = workspace.programme / "regions.csv"
    lines = regions.read_text().splitlines()
    lines[0] += ",successors"
    lines = [line + ",AM13" if line.startswith("AM12,") else line for line in lines]
    regions.write_text("\n".join(lines) + "\n")
    (workspace.programme / "mappings.csv").write_text(
        "from_region,from_id,to_region,to_id,period\n"
        "AM12,1,AM12,A1,2021-H1\n"
        "AM12,2,AM13,B2,2021-H1\n"
    )
    command(workspace, "programme", "activate", "--yes")
    return workspace


@pytest.fixture
def copied(mapped: Workspace, tmp_path: Path) -> Workspace:
    return copy_workspace(mapped.home, tmp_path)


def states(workspace: Workspace, period: str, as_of: int | None = None) -> list[str]:
    activities = ask(
        workspace,
        "SELECT region_code, activity_id, state, is_mapped "
        "FROM summary.activity_state(?, as_of := ?) ORDER BY ALL",
        period,
        as_of,
    )
    return [f"{region} {name} {state}{' *' * moved}" for region, name, state, moved in activities]


def test_it_is_shown_what_a_mapping_alters(
    copied: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied.programme / "mappings.csv").write_text(
        "from_region,from_id,to_region,to_id,period\nAM12,1,AM12,A9,2021-H1\n"
    )
    capsys.readouterr()
    command(copied, "programme", "activate", "--yes")
    assert capsys.readouterr().err.splitlines() == [
        "  mappings › AM12 1 › to_id: A1 → A9",
        "  mappings › AM12 2 › to_region: AM13 → -",
        "  mappings › AM12 2 › to_id: B2 → -",
        "  mappings › AM12 2 › period: 2021-H1 → -",
    ]


def test_history_stays_under_the_code_of_its_time(mapped: Workspace) -> None:
    old = ["AM12 1 on_track", "AM12 2 behind", "AM12 3 on_track"]
    assert states(mapped, "2020-H2") == old
    assert states(mapped, "2021-H1") == [
        "AM12 3 not_received",
        "AM12 A1 not_received *",
        "AM13 B2 not_received *",
    ]
    assert states(mapped, "2021-H1", as_of=4) == [
        "AM12 1 not_received",
        "AM12 2 not_received",
        "AM12 3 not_received",
    ]


def test_forms_hold_the_new_codes(mapped: Workspace) -> None:
    known_by_region = known_of_regions(mapped.warehouse, "2021-H1")
    assert [
        (region, activity.activity_id, activity.previous_status)
        for region, known in known_by_region.items()
        for activity in known.activities
    ] == [("AM12", "A1", "on_track"), ("AM12", "3", "on_track"), ("AM13", "B2", "behind")]


def test_questions_follow_the_new_codes(copied: Workspace) -> None:
    rows = [("A1", "Jobhunters", "Vraag", "rood", "De zaal is nog altijd dicht.")]
    send(copied, "AM12", form(rows=rows))
    assert ask(
        copied,
        "SELECT rule, activity_id, expected FROM record.finding WHERE stage = 'history' ORDER BY 1",
    ) == [
        ("R-HISTORY-01", "", ["3"]),
        ("R-HISTORY-03", "A1", ["groen", "2020-H2"]),
    ]
    assert states(copied, "2021-H1")[1] == "AM12 A1 off_track *"


def test_the_figures_of_both_regions_break(mapped: Workspace) -> None:
    assert ask(
        mapped,
        "SELECT DISTINCT region_code FROM summary.status_distribution('2021-H1') "
        "WHERE flag LIKE '%b%' ORDER BY ALL",
    ) == [("AM12",), ("AM13",), (None,)]


def test_a_rebuild_knows_the_mappings(copied: Workspace) -> None:
    before = states(copied, "2021-H1")
    assert_survives_rebuild(copied)
    assert states(copied, "2021-H1") == before
    assert ingest_at(copied).results == ()
