"""The demonstration in a process of its own, with the real flows.

The short run plays two of its six half-years, with stand-ins and only the sheet of each release;
the whole of it, as a user runs it, is a long proof.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.demo.activities import make_example
from pow_pipeline.cli.demo.scenario import days_of, read_scenario
from pow_pipeline.cli.demo.workbook import drop
from pow_pipeline.cli.main import run
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme.folder import read_programme, read_programme_folder
from tests.harness.builders import ask, choose_forms
from tests.harness.invariants import assert_invariants

EXAMPLE = find_programme() / "example"


@dataclass(frozen=True)
class Demo:
    """A demonstration that was run: its last period, what it said, and what it made."""

    last: str
    done: subprocess.CompletedProcess[str]
    workspace: Workspace

    @property
    def lines(self) -> list[str]:
        return self.done.stdout.splitlines()


def run_demo(last: str, *command: str | Path) -> Demo:
    """Run a demonstration.

    Args:
        last: its last period.
        command: the module, a word for it, and the new workspace; then options.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POW_")}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return Demo(last, done, Workspace(Path(command[2])))


@pytest.fixture(scope="module")
def two_periods(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    programme = shutil.copytree(EXAMPLE.parent, folder / EXAMPLE.parent.name)
    choose_forms(programme, "sheet")
    options = ("--from", "2020-H2", "--to", "2021-H1")
    return run_demo("2021-H1", "tests.cli.demo.short_demo", programme, folder / "demo", *options)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "demo"
    return run_demo("2022-H1", "pow_pipeline.cli.main", "demo", home)


@pytest.fixture(
    scope="module", params=["two_periods", pytest.param("whole", marks=pytest.mark.prove)]
)
def demo(request):
    return request.getfixturevalue(request.param)


def test_it_ends_well_with_nothing_stray_on_the_screen(demo):
    assert demo.done.returncode == 0, demo.done.stderr
    assert demo.done.stderr == ""


def test_it_prints_the_table_of_the_sheet(demo):
    change = re.compile(r" \([+-]\d+\)")
    lines = [change.sub("", line).split() for line in demo.lines]
    for row in (
        "Totaal van activiteiten 49% 44% 7% 840",
        "Aanbod 57% 38% 5% 268",
        "Vraag 43% 50% 7% 187",
        "Route 46% 47% 8% 294",
        "Scholing 52% 44% 4% 91",
    ):
        assert row.split() in lines


@pytest.mark.prove
def test_it_publishes_six_periods_in_order(whole):
    assert_published(
        whole,
        [
            "2019-H2.v1",
            "2020-H1.v1",
            "2020-H1.v2",  # after a report that came after publication
            "2020-H2.v1",
            "2021-H1.v1",
            "2021-H2.v1",
            "2022-H1.v1",
        ],
    )


def test_it_publishes_only_the_periods_that_were_asked_for(two_periods):
    assert_published(two_periods, ["2020-H2.v1", "2021-H1.v1"])


def assert_published(demo, releases):
    assert [line.split()[-1] for line in demo.lines if "published as" in line] == releases
    current = demo.workspace.published / "current"
    assert (current / "latest").resolve().name == releases[-1]
    assert_invariants(demo.workspace)


def test_the_given_period_has_the_counts_that_were_given(demo):
    given = duckdb.read_csv(str(EXAMPLE / "counts.csv")).fetchall()
    assert sum(count for *_, count in given) == 840
    found = ask(
        demo.workspace,
        """
        SELECT period, region_code, category, status, activities
        FROM summary.status_distribution('2021-H1')
        WHERE scope = 'region' AND category <> 'total'
        """,
    )
    assert sorted(found) == sorted(given)


# Of all regions: exempt, silent, late, on time but corrected later.
REPORTED = {
    "2019-H2": (0, 0, 2, 1),
    "2020-H1": (0, 2, 2, 1),
    "2020-H2": (0, 1, 2, 0),
    "2021-H1": (0, 0, 1, 1),
    "2021-H2": (1, 1, 1, 0),
    "2022-H1": (0, 1, 2, 1),
}


def test_in_each_period_something_else_happens(demo):
    found = ask(
        demo.workspace,
        """
        SELECT period, exempt, silent, late, corrected_later FROM summary.reporting_rate
        WHERE scope = 'programme' AND accepted > 0
        """,
    )
    played = [line for line in demo.lines if line in REPORTED]
    assert {period: tuple(counts) for period, *counts in found} == {
        period: REPORTED[period] for period in played
    }
    assert played[-1] == demo.last


def test_it_begins_with_the_first_period_that_is_played(demo):
    played = [line for line in demo.lines if line in REPORTED]
    assert ask(demo.workspace, "SELECT min(period) FROM summary.reporting_rate") == [(played[0],)]
    before = "SELECT count(*) FROM summary.trend_part WHERE period = ? AND kind = 'region_back'"
    assert ask(demo.workspace, before, played[0]) == [(0,)]


def test_a_part_has_the_silences_and_decisions_of_its_periods(two_periods):
    assert silences(two_periods) == [("AM33", 1)]
    assert decisions(two_periods) == [("extend", 1), ("withdraw", 1)]


@pytest.mark.prove
def test_the_whole_has_all_silences_and_decisions(whole):
    assert silences(whole) == [("AM05", 1), ("AM12", 1), ("AM21", 1), ("AM33", 2)]
    assert decisions(whole) == [("exempt", 1), ("extend", 2), ("final", 1), ("withdraw", 2)]


def silences(demo):
    return ask(
        demo.workspace,
        """
        SELECT region_code, count(*) FROM summary.reporting_rate
        WHERE scope = 'region' AND silent = 1 AND period IN (SELECT period FROM record.release)
        GROUP BY region_code ORDER BY region_code
        """,
    )


def decisions(demo):
    counted = "SELECT decision, count(*) FROM record.decision GROUP BY ALL ORDER BY ALL"
    return ask(demo.workspace, counted)


@pytest.mark.prove
def test_activities_start_finish_stop_and_reopen(whole):
    kinds = ask(
        whole.workspace,
        "SELECT DISTINCT kind FROM summary.trend_part WHERE period BETWEEN '2020-H1' AND '2022-H1'",
    )
    assert {
        "started",
        "finished",
        "stopped",
        "not_started",
        "new",
        "left_out",
        "region_silent",
        "region_back",
    } <= {kind for (kind,) in kinds}
    rules = ask(whole.workspace, "SELECT DISTINCT rule FROM record.finding")
    assert {"R-HISTORY-01", "R-HISTORY-04", "R-HISTORY-08", "R-STATUS-01"} <= {
        rule for (rule,) in rules
    }


def test_its_trends_can_be_believed(demo):
    found = ask(
        demo.workspace,
        """
        SELECT period, max(abs(change)), max(abs(denominator / denominator_before - 1))
        FROM summary.status_trend
        WHERE scope = 'programme' AND category = 'total' AND change IS NOT NULL
        GROUP BY period
        """,
    )
    assert len(found) == sum("published as" in line and ".v1" in line for line in demo.lines) - 1
    for _, change, growth in found:
        assert 0 < change <= 15
        assert growth <= 0.15


@pytest.mark.parametrize(
    ("played", "expected"),
    [
        ("two_periods", [33, 33]),
        pytest.param("whole", [35, 33, 33, 33, 32, 33], marks=pytest.mark.prove),
    ],
)
def test_not_every_region_answers_the_questions(played, expected, request):
    found = ask(
        request.getfixturevalue(played).workspace,
        "SELECT period, min(denominator), max(denominator) FROM summary.answer_distribution "
        "WHERE denominator > 0 GROUP BY period ORDER BY period",
    )
    assert [answered for _, answered, _ in found] == expected
    assert all(least == most for _, least, most in found)


def test_another_process_would_send_the_same_bytes(demo, tmp_path):
    programme = read_programme(read_programme_folder(EXAMPLE.parent))
    result = make_example(EXAMPLE, programme).reports[demo.last]
    special = read_scenario(EXAMPLE / "scenario.csv")[demo.last]
    period = programme.period(demo.last)
    sent = set()
    for day in days_of(period, result, special):
        for report in day.reports:
            (tmp_path / report.region).mkdir(exist_ok=True)
            drop([report], tmp_path, programme)
            (file,) = (tmp_path / report.region).iterdir()
            sent.add(hashlib.sha256(file.read_bytes()).hexdigest())
            file.unlink()
    received = ask(
        demo.workspace,
        "SELECT sha256 FROM record.delivery WHERE received_at >= ?",
        period.opens,
    )
    assert {content for (content,) in received} == sent


def test_what_it_says_to_try_next_works(two_periods, capsys):
    for command in to_try_next(two_periods):
        code = run(shlex.split(command))
        assert code == 0, (command, capsys.readouterr().err)


@pytest.mark.prove
def test_what_it_says_to_try_next_works_after_the_whole_and_in_a_shell(whole):
    for command in to_try_next(whole):
        tried = subprocess.run(
            f"{sys.executable} -m pow_pipeline.cli.main {command}",
            shell=True,
            check=False,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
        assert tried.returncode == 0, (command, tried.stderr)


def to_try_next(demo):
    """Return what it says to try, without the name of the program."""
    commands = [line.split(maxsplit=1)[1] for line in demo.lines if line.startswith("  pow ")]
    assert len(commands) == 8
    return commands


def test_it_does_not_touch_a_folder_that_holds_something_else(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("dear")
    assert run(["demo", str(tmp_path)]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--from", "2019-H1"), "the example has no '2019-H1'; it has 2019-H2, 2020-H1"),
        (("--to", "nonsense"), "the example has no 'nonsense'; it has 2019-H2, 2020-H1"),
        (("--from", "2021-H1", "--to", "2020-H2"), "2021-H1 comes after 2020-H2; name the earlier"),
    ],
)
def test_periods_that_cannot_be_played_are_reported_with_those_that_can(
    options, expected, tmp_path, capsys
):
    (tmp_path / ".made-by-pow-demo").touch()
    assert run(["demo", str(tmp_path), *options]) == 2
    assert expected in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [".made-by-pow-demo"]
