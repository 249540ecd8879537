"""What a period may fail by, sent in real files: each check at its boundary and next to it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pow_pipeline.publication.files.snapshot import stage_full
from pow_pipeline.workspace import Workspace
from schemas.plausibility.figures import FIGURES
from schemas.plausibility.suite import CHECKS
from schemas.programme.parts import Plausibility, PlausibilitySeverities
from schemas.programme.programme import Programme
from tests.harness.builders import drop, form, ingest_at
from tests.harness.stand_ins import check_in_duckdb
from tests.harness.story import copy_workspace

EARLIER = datetime(2021, 1, 20, tzinfo=UTC)
FIRST, SECOND = "2020-H2", "2021-H1"


def regions_of(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.inbox.iterdir())


def unexpected(workspace: Workspace, programme: Programme, code: str) -> list[dict[str, Any]]:
    """Return the rows of one check on 2021-H1."""
    full = workspace.home / "staged" / "pow.duckdb"
    full.unlink(missing_ok=True)
    stage_full(workspace.warehouse, full, period=SECOND)
    (check,) = (check for check in FIGURES if check.code == code)
    (result,) = check_in_duckdb(full, period=SECOND, programme=programme, checks=[check])
    assert result.count == len(result.rows)
    assert result.severity == getattr(programme.plausibility.checks, code)
    return list(result.rows)


def send(workspace: Workspace, reports: Mapping[str, str], period: str = SECOND) -> None:
    """Each region sends its statuses, given as green, orange, red and ended."""
    words = {"g": "groen", "o": "oranje", "r": "rood", "n": "nog niet gestart", "e": "afgerond"}
    for region, statuses in reports.items():
        rows = [
            (f"{number:03d}", f"Activiteit {number}", "Aanbod", words[status], "Het loopt anders.")
            for number, status in enumerate(statuses, start=1)
        ]
        drop(workspace, region, form(region, period, rows))
    ingest_at(workspace, EARLIER if period == FIRST else datetime(2021, 7, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def send_first(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Workspace]:
    """What gives a workspace to which these reports about the first period were sent, copied."""
    homes: dict[tuple[tuple[str, str], ...], Path] = {}

    def workspace_with(reports: Mapping[str, str], folder: Path) -> Workspace:
        key = tuple(reports.items())
        if key not in homes:
            workspace = copy_workspace(template, tmp_path_factory.mktemp("first"))
            send(workspace, reports, FIRST)
            homes[key] = workspace.home
        return copy_workspace(homes[key], folder)

    return workspace_with


@pytest.mark.parametrize(
    ("reports", "fails"),
    [(20, True), (21, False), pytest.param(22, False, marks=pytest.mark.prove)],
)
def test_reporting_rate(reports, fails, workspace, programme):
    send(workspace, dict.fromkeys(regions_of(workspace)[:reports], "g"))  # 60% of 35 regions is 21
    rows = unexpected(workspace, programme, "reporting_rate")
    assert [(row["in_force"], row["reporting_rate"]) for row in rows] == [(20, "57.1%")] * fails


@pytest.mark.parametrize(
    ("reported", "fails"),
    [(20, True), (21, False), pytest.param(22, False, marks=pytest.mark.prove)],
)
def test_coverage(reported, fails, template, send_first, tmp_path, programme):
    workspace = send_first(dict.fromkeys(regions_of(Workspace(template)), "g"), tmp_path)
    send(workspace, dict.fromkeys(regions_of(workspace)[:reported], "g"))
    rows = unexpected(workspace, programme, "coverage")
    assert [(row["measured"], row["missing"]) for row in rows] == [(20, "15")] * fails


def test_coverage_of_an_unknown_number_of_activities(workspace, programme):
    send(workspace, dict.fromkeys(regions_of(workspace)[:34], "g"))
    (row,) = unexpected(workspace, programme, "coverage")
    assert (row["measured"], row["missing"], row["coverage"]) == (34, "unknown", "unknown")


@pytest.mark.parametrize(
    ("green", "fails"),
    [  # of 100, 50 before
        pytest.param(74, False, marks=pytest.mark.prove),
        (75, False),
        (76, True),
        pytest.param(25, False, marks=pytest.mark.prove),
        (24, True),
    ],
)
def test_share_change(green, fails, send_first, tmp_path, programme):
    workspace = send_first({"AM12": "go" * 50}, tmp_path)
    send(workspace, {"AM12": "g" * green + "o" * (100 - green)})
    rows = unexpected(workspace, programme, "share_change")
    result = {
        (row["category"], row["status"], row["change"], row["matched_change"]) for row in rows
    }
    move = green - 50
    assert result == {
        (category, status, change, change)
        for category in ("total", "aanbod")
        for status, change in (("on_track", move), ("behind", -move))
        if fails
    }


@pytest.mark.parametrize(
    ("before", "now", "is_asked"),
    [(50, 50, True), (49, 50, False), pytest.param(50, 49, False, marks=pytest.mark.prove)],
)
def test_share_change_asks_about_enough_activities_only(
    before, now, is_asked, send_first, tmp_path, programme
):
    workspace = send_first({"AM12": "g" * before}, tmp_path)
    send(workspace, {"AM12": "o" * now})
    assert bool(unexpected(workspace, programme, "share_change")) == is_asked


@pytest.mark.parametrize(
    ("now", "fails"),
    [
        (29, True),
        (30, False),
        pytest.param(31, False, marks=pytest.mark.prove),
        pytest.param(119, False, marks=pytest.mark.prove),
        (120, False),
        (121, True),
    ],
)
def test_number_of_activities(now, fails, send_first, tmp_path, programme):
    """Those that had ended are not expected, nor is what regions in one of the two periods say."""
    workspace = send_first({"AM12": "g" * 60 + "e" * 40, "AM13": "g" * 90}, tmp_path)
    send(workspace, {"AM12": "g" * now, "AM14": "g" * 90})
    rows = unexpected(workspace, programme, "number_of_activities")
    result = [(row["regions"], row["activities"], row["activities_before"]) for row in rows]
    assert result == [(1, now, 60)] * fails


@pytest.mark.parametrize(("before", "fails"), [(49, False), (50, True)])
def test_number_of_activities_asks_about_enough_only(
    before, fails, send_first, tmp_path, programme
):
    workspace = send_first({"AM12": "g" * before}, tmp_path)
    send(workspace, {"AM12": "g"})
    assert bool(unexpected(workspace, programme, "number_of_activities")) == fails


def test_uniform_region(workspace, programme):
    reports = {
        "AM12": ("g" * 9, False),  # too few
        "AM13": ("g" * 10, True),
        "AM14": ("g" * 10 + "o", False),
        "AM15": ("r" * 10 + "ne", True),
        "AM17": ("gor", False),
    }
    send(workspace, {region: statuses for region, (statuses, _) in reports.items()})
    rows = unexpected(workspace, programme, "uniform_region")
    expected = [region for region, (_, fails) in reports.items() if fails]
    assert [row["region_code"] for row in rows] == expected


def test_identical_region(send_first, tmp_path, programme):
    reports = {
        "AM12": ("ggggooorr", "ggggooorr", False),  # too few
        "AM13": ("ggggooorrr", "ggggooorrr", True),
        "AM14": ("ggggooorrrne", "ggggooorrrne", True),
        "AM15": ("ggggooorrr", "ggggooorrg", False),
        "AM17": ("ggggooorrr", "ggggooorrrr", False),  # one is new
        "AM18": ("ggggooorrrg", "ggggooorrr", False),  # one is left out
        "AM19": ("ggggooorrrn", "ggggooorrrg", False),
    }
    workspace = send_first({region: before for region, (before, _, _) in reports.items()}, tmp_path)
    send(workspace, {region: now for region, (_, now, _) in reports.items()})
    rows = unexpected(workspace, programme, "identical_region")
    expected = [region for region, (_, _, fails) in reports.items() if fails]
    assert rows == [{"region_code": region, "activities": 10} for region in expected]


def test_the_programme_says_of_each_check_how_severe_it_is(programme):
    configurable = [check.code for check in CHECKS if not check.is_defect]
    assert configurable == list(PlausibilitySeverities.model_fields)
    assert {check.severity(programme) for check in CHECKS if check.is_defect} == {"defect"}
    assert programme.plausibility == Plausibility()  # its folder spells the defaults out
