"""The first period of a programme: nothing is expected, due or published about an earlier one."""

from datetime import UTC, datetime

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.inspect.status import status
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme.folder import (
    ProgrammeError,
    begin_with,
    read_programme,
    read_programme_folder,
)
from tests.harness.builders import NOW, ask, drop, form, ingest_at, initialise_at, run_at, send

FIRST, BEFORE, LATER = "2021-H1", "2020-H2", "2021-H2"
WINTER = datetime(2022, 1, 10, 9, tzinfo=UTC)
ROWS = [("1", "Jobhunters", "Aanbod", "groen", "")]


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Workspace:
    """A workspace that begins with 2021-H1, about which AM12 and AM13 reported."""
    home = tmp_path_factory.mktemp("begun") / "work"
    workspace, _ = initialise_at(home, programme=None, now=NOW, first_period=FIRST)
    for region in ("AM12", "AM13"):
        drop(workspace, region, form(region, rows=ROWS))
    ingest_at(workspace)
    return workspace


def programme_from(period: str):
    files = read_programme_folder(find_programme())
    return read_programme(files | begin_with(files, period))


@pytest.mark.parametrize(
    ("period", "count"),
    [("2019-H1", 8), ("2019-H2", 7), ("2021-H1", 4), ("2022-H2", 1)],
)
def test_the_periods_are_those_from_the_first_on(period, count):
    programme = programme_from(period)
    assert programme.periods[0].code == period
    assert len(programme.periods) == count
    assert len(programme.listed_periods) == 8


@pytest.mark.parametrize("period", ["2018-H2", "2023-H1", "2021", ""])
def test_the_first_period_is_one_of_the_programme(period):
    with pytest.raises(ProgrammeError, match=r"first_period: .* write one of 2019-H1, 2019-H2"):
        programme_from(period)


def test_without_a_first_period_all_count():
    files = read_programme_folder(find_programme())
    text = files["programme.toml"].decode()
    line = next(each for each in text.splitlines() if each.startswith("first_period"))
    assert len(read_programme(files).periods) == 8
    without = {**files, "programme.toml": text.replace(line, "").encode()}
    assert read_programme(without).first_period is None
    assert len(read_programme(without).periods) == 8
    assert read_programme(without | begin_with(without, FIRST)).periods[0].code == FIRST


def test_earlier_periods_have_no_figures_and_no_silent_regions(begun):
    for table in ("reporting_rate", "status_distribution", "activity_overview"):
        assert ask(begun, f"SELECT min(period) FROM summary.{table}") == [(FIRST,)]
    assert ask(begun, "SELECT min(period) FROM summary.status_trend") == [(LATER,)]
    assert (
        ask(begun, "SELECT DISTINCT period FROM summary.trend_part WHERE period < ?", LATER) == []
    )


def test_who_reports_again_about_the_second_period_is_not_back(begun, tmp_path):
    home = tmp_path / "work"
    workspace, _ = initialise_at(home, programme=None, now=NOW, first_period=FIRST)
    send(workspace, "AM12", form("AM12", rows=ROWS))
    new = [*ROWS, ("2", "Markt", "Vraag", "groen", "")]
    drop(workspace, "AM12", form("AM12", LATER, rows=new), "later.xlsx")
    ingest_at(workspace, WINTER)
    found = ask(
        workspace,
        "SELECT movement, kind, activities FROM summary.trend_part "
        "WHERE scope = 'programme' AND category = 'total' AND status = 'on_track' ORDER BY ALL",
    )
    assert found == [("entry", "new", 1), ("within", None, 1)]


def test_a_report_about_an_earlier_period_is_rejected(begun, tmp_path):
    workspace, _ = initialise_at(tmp_path / "work", programme=None, now=NOW, first_period=FIRST)
    assert send(workspace, "AM12", form("AM12", BEFORE, rows=ROWS)) == "rejected"
    assert ask(workspace, "SELECT DISTINCT rule FROM record.finding") == [("R-PERIOD-01",)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", BEFORE),
        ("publish", BEFORE, "--draft"),
        ("template", "--region", "AM12", "--period", BEFORE),
        ("decide", "final", BEFORE, "--why", "x"),
        ("decide", "exempt", "AM12", BEFORE, "--why", "x"),
    ],
)
def test_nothing_is_done_about_an_earlier_period(arguments, begun, capsys, monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    assert run([*arguments, "--home", str(begun.home)]) == 2
    assert f"{BEFORE} is before {FIRST}, the first period" in capsys.readouterr().err


def test_a_wrong_first_period_is_reported_before_a_workspace_is_made(tmp_path, capsys):
    assert run(["init", str(tmp_path / "work"), "--first-period", "2031-H1"]) == 2
    assert "first_period: '2031-H1'" in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


def test_before_the_first_period_opens_it_is_the_one_that_is_asked(begun):
    early = datetime(2020, 8, 1, 9, tzinfo=UTC)
    assert status(run_at(begun, early), None).overview["period"] == FIRST
