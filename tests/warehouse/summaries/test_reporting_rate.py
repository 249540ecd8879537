"""The reporting rate: who counts, who was on time, and a numerator that is part of the whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, command, drop, form, ingest_at, send
from tests.harness.story import copy_workspace

LAST_MOMENT = datetime(2021, 7, 31, 21, 59, tzinfo=UTC)  # the deadline is 31 July in Amsterdam
TOO_LATE = datetime(2021, 7, 31, 22, 0, tzinfo=UTC)
OTHER = [("1", "x", "Route", "rood", "Later.")]


def rate_of(workspace: Workspace, region: str) -> tuple[int, int]:
    ((in_force, on_time),) = ask(
        workspace,
        "SELECT in_force, on_time FROM summary.reporting_rate('2021-H1') WHERE region_code = ?",
        region,
    )
    return in_force, on_time


@pytest.fixture(scope="module")
def reported(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One region reports at the last moment, one too late, and two at both moments."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("reported"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        for region in ("AM12", "AM14", "AM15"):
            drop(workspace, region, form(region))
        ingest_at(workspace, LAST_MOMENT)
        for region in ("AM13", "AM14", "AM15"):
            drop(workspace, region, form(region, rows=OTHER), "later.xlsx")
        ingest_at(workspace, TOO_LATE)
        command(workspace, "decide", "withdraw", "AM15", "2021-H1", "--version", "1", "--why", "x")
    return workspace


@pytest.mark.parametrize(("region", "on_time"), [("AM12", 1), ("AM13", 0)])
def test_the_deadline_is_a_day_in_the_programmes_time_zone(region, on_time, reported):
    assert rate_of(reported, region) == (1, on_time)


def test_a_correction_after_the_deadline_was_still_on_time(reported):
    assert rate_of(reported, "AM14") == (1, 1)


def test_when_the_report_that_was_on_time_is_withdrawn_the_other_is_late(reported):
    assert rate_of(reported, "AM15") == (1, 0)


def test_the_programme_counts_each_expected_region_once(workspace):
    send(workspace, "AM12", form())
    send(workspace, "AM12", form(rows=OTHER))
    send(workspace, "AM13", b"nonsense")
    assert ask(
        workspace,
        "SELECT expected, in_force, on_time, silent, percentage "
        "FROM summary.reporting_rate('2021-H1') WHERE scope = 'programme'",
    ) == [(35, 1, 1, 34, 3)]
