"""The demonstration as a user runs it: in a process of its own, with the real flows."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from building import ask
from holding import assert_invariants

from pow_pipeline.cli.demo.activities import make_example
from pow_pipeline.cli.demo.scenario import days_of, read_scenario
from pow_pipeline.cli.demo.workbook import drop
from pow_pipeline.jobs.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme_folder import read_programme, read_programme_folder

EXAMPLE = find_programme() / "example"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo") / "demo"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POW_")}
    done = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", "demo", home],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done, Workspace(home)


def test_it_ends_well_with_nothing_stray_on_the_screen(demo):
    done, _ = demo
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_it_prints_the_table_of_the_sheet(demo):
    done, _ = demo
    change = re.compile(r" \([+-]\d+\)")
    lines = [change.sub("", line).split() for line in done.stdout.splitlines()]
    for row in (
        "Totaal van activiteiten 49% 44% 7% 840",
        "Aanbod 57% 38% 5% 268",
        "Vraag 43% 50% 7% 187",
        "Route 46% 47% 8% 294",
        "Scholing 52% 44% 4% 91",
    ):
        assert row.split() in lines


def test_it_publishes_six_periods_in_order(demo):
    done, workspace = demo
    published = [line.split()[-1] for line in done.stdout.splitlines() if "published as" in line]
    assert published == [
        "2019-H2.v1",
        "2020-H1.v1",
        "2020-H1.v2",  # after a report that came after publication
        "2020-H2.v1",
        "2021-H1.v1",
        "2021-H2.v1",
        "2022-H1.v1",
    ]
    current = workspace.published / "current"
    assert (current / "latest").resolve().name == published[-1]
    assert_invariants(workspace)


def test_the_given_period_has_the_counts_that_were_given(demo):
    _, workspace = demo
    given = duckdb.read_csv(str(EXAMPLE / "counts.csv")).fetchall()
    assert sum(count for *_, count in given) == 840
    found = ask(
        workspace,
        """
        SELECT period, region_code, category, status, count
        FROM summary.status_distribution('2021-H1')
        WHERE scope = 'region' AND category <> 'total'
        """,
    )
    assert sorted(found) == sorted(given)


# Of all regions: exempt, silent, late, on time but mended later.
REPORTED = {
    "2019-H2": (0, 0, 2, 1),
    "2020-H1": (0, 2, 2, 1),
    "2020-H2": (0, 1, 2, 0),
    "2021-H1": (0, 0, 1, 1),
    "2021-H2": (1, 1, 1, 0),
    "2022-H1": (0, 1, 2, 1),
}


def test_in_each_period_something_else_happens(demo):
    _, workspace = demo
    found = ask(
        workspace,
        """
        SELECT period, exempt, silent, late, mended_later FROM summary.reporting_rate
        WHERE scope = 'programme' AND accepted > 0
        """,
    )
    assert {period: tuple(counts) for period, *counts in found} == REPORTED
    silent = ask(
        workspace,
        """
        SELECT region_code, count(*) FROM summary.reporting_rate
        WHERE scope = 'region' AND silent = 1 AND period IN (SELECT period FROM record.release)
        GROUP BY region_code ORDER BY region_code
        """,
    )
    assert silent == [("AM05", 1), ("AM12", 1), ("AM21", 1), ("AM33", 2)]
    kinds = ask(
        workspace, "SELECT decision, count(*) FROM record.decision GROUP BY ALL ORDER BY ALL"
    )
    assert kinds == [("exempt", 1), ("extend", 2), ("final", 1), ("withdraw", 2)]


def test_activities_start_finish_stop_and_reopen(demo):
    _, workspace = demo
    kinds = ask(
        workspace,
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
    rules = ask(workspace, "SELECT DISTINCT rule FROM record.finding")
    assert {"R-HISTORY-01", "R-HISTORY-04", "R-HISTORY-08", "R-STATUS-01"} <= {
        rule for (rule,) in rules
    }


def test_its_trends_can_be_believed(demo):
    _, workspace = demo
    found = ask(
        workspace,
        """
        SELECT period, max(abs(change)), max(abs(denominator / denominator_before - 1))
        FROM summary.status_trend
        WHERE scope = 'programme' AND category = 'total' AND change IS NOT NULL
        GROUP BY period
        """,
    )
    assert len(found) == 5
    for _, change, growth in found:
        assert 0 < change <= 15
        assert growth <= 0.15


def test_not_every_region_answers_the_questions(demo):
    _, workspace = demo
    found = ask(
        workspace,
        "SELECT period, min(denominator), max(denominator) FROM summary.answer_distribution "
        "WHERE denominator > 0 GROUP BY period ORDER BY period",
    )
    assert [answered for _, answered, _ in found] == [35, 33, 33, 33, 32, 33]
    assert all(least == most for _, least, most in found)


def test_another_process_would_send_the_same_bytes(demo, tmp_path):
    _, workspace = demo
    programme = read_programme(read_programme_folder(EXAMPLE.parent))
    told = make_example(EXAMPLE, programme).told["2022-H1"]
    special = read_scenario(EXAMPLE / "scenario.csv")["2022-H1"]
    sent = set()
    for day in days_of(programme.period("2022-H1"), told, special):
        for report in day.reports:
            (tmp_path / report.region).mkdir(exist_ok=True)
            drop([report], tmp_path, programme)
            (file,) = (tmp_path / report.region).iterdir()
            sent.add(hashlib.sha256(file.read_bytes()).hexdigest())
            file.unlink()
    received = ask(
        workspace, "SELECT sha256 FROM record.delivery WHERE received_at >= '2022-06-01'"
    )
    assert {content for (content,) in received} == sent


def test_what_it_says_to_try_next_works(demo):
    done, _ = demo
    commands = [line.split() for line in done.stdout.splitlines() if line.startswith("  pow ")]
    assert len(commands) == 8
    for command in commands:
        line = " ".join(command[1:])
        tried = subprocess.run(
            f"{sys.executable} -m pow_pipeline.cli.main {line}",
            shell=True,
            check=False,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
        assert tried.returncode == 0, (line, tried.stderr)


def test_it_does_not_touch_a_folder_that_holds_something_else(tmp_path, capsys):
    from pow_pipeline.cli.main import run

    (tmp_path / "letter.txt").write_text("dear")
    assert run(["demo", str(tmp_path)]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text() == "dear"
