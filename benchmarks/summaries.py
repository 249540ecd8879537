"""Compares summaries with a plain GROUP BY, and the cost of a correction by length of history.

20 million activity statuses are generated inside DuckDB. Each summary is queried for the last
period in a separate process. It alternates with a plain GROUP BY at the grain of the summary
(period, region, category and status) over all periods that it uses: all of them, because activities
that were not received are known from earlier ones. Only the ratio of the processor times is
meaningful.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb

from pow_pipeline.warehouse.apply import projection
from pow_pipeline.warehouse.connection import create_warehouse
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, drop, form, ingest_at, initialise_at

ALLOWED = {
    "status_distribution": 3,
    "activity_overview": 3,
    "status_transition": 5,
    "status_trend": 5,
}
ALLOWED_GIBIBYTES = 4
ALLOWED_GROWTH = 1.5  # of a correction, from 1 period to 20: the variation on a busy machine
ROUNDS = 3

PLAIN = """
    SELECT in_force.period, in_force.region_code, activity.category, activity.status, count(*)
    FROM record.activity_status AS activity
    JOIN summary.submission_in_force(NULL) AS in_force
        ON in_force.submission = activity.submission
    GROUP BY ALL
"""
PROGRAMME = """
    INSERT INTO reference.programme BY NAME
    SELECT 1 AS programme, 'x' AS code, 'x' AS digest, 10 AS minimum_denominator,
        0.5 AS minimum_coverage;
    INSERT INTO reference.category BY NAME
    SELECT 1 AS programme, code, code AS label, row_number() OVER () AS place
    FROM unnest(['aanbod', 'vraag', 'route', 'scholing']) AS each (code);
    INSERT INTO reference.status BY NAME
    SELECT 1 AS programme, code, kind, code AS word, 'optional' AS explanation, place
    FROM (VALUES ('on_track', 'scale', 1), ('behind', 'scale', 2), ('off_track', 'scale', 3),
        ('not_started', 'open', 4), ('finished', 'final', 5), ('stopped', 'final', 6)
    ) AS each (code, kind, place);
    INSERT INTO reference.region BY NAME
    SELECT DISTINCT 1 AS programme, region_code AS code, 'x' AS name, [] AS successors,
        100 AS planned_activities
    FROM record.submission;
    INSERT INTO reference.period BY NAME
    SELECT 1 AS programme, period AS code, row_number() OVER (ORDER BY period) AS place,
        DATE '2000-06-01' AS opens, DATE '2000-06-30' AS reference, DATE '2000-07-31' AS deadline,
        DATE '2000-09-01' AS publication
    FROM (SELECT DISTINCT period FROM record.submission);
    INSERT INTO reference.register BY NAME
    SELECT 1 AS programme, region.code AS region_code, period.code AS period
    FROM reference.region
    CROSS JOIN reference.period;
"""
# One in twenty reports is missing; the others leave out one in 37 activities.
SUBMISSIONS = """
    INSERT INTO record.submission BY NAME
    SELECT
        (SELECT count(*) FROM record.submission) + row_number() OVER (ORDER BY number)
            AS submission,
        'made-' || number AS delivery,
        0 AS sequence,
        1 AS event,
        CASE number % $regions WHEN 0 THEN 'AM12' ELSE printf('R%05d', number % $regions) END
            AS region_code,
        printf('%d-H%d', 2000 + number // $regions // 2, 1 + number // $regions % 2) AS period,
        1 AS version,
        DATE '2000-07-01' AS received_on
    FROM range($regions * $periods) AS each (number)
    WHERE hash(number) % 20 <> 0
"""
ACTIVITIES = """
    INSERT INTO record.activity_status BY NAME
    WITH each AS (
        SELECT submission.submission, number, hash(submission.submission, number) AS drawn
        FROM record.submission
        CROSS JOIN range($activities) AS each (number)
        WHERE starts_with(submission.delivery, 'made-')
    )
    SELECT
        submission,
        'A' || number AS activity_id,
        'Activity ' || number AS activity_name,
        ['aanbod', 'vraag', 'route', 'scholing'][1 + number % 4] AS category,
        CASE
            WHEN drawn % 100 < 45 THEN 'on_track'
            WHEN drawn % 100 < 75 THEN 'behind'
            WHEN drawn % 100 < 83 THEN 'off_track'
            WHEN drawn % 100 < 90 THEN 'not_started'
            WHEN drawn % 100 < 97 THEN 'finished'
            ELSE 'stopped'
        END AS status,
        '' AS explanation,
        's' AS sheet,
        'D' || number AS status_cell
    FROM each
    WHERE drawn % 37 <> 0
    ORDER BY submission, number
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=10_000)
    parser.add_argument("--periods", type=int, default=20)
    parser.add_argument("--activities", type=int, default=109, help="of each region")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pow-benchmark-") as folder:
        is_fast_enough = compare_summaries(Path(folder), options)
        is_fast_enough = correct_one_region(Path(folder), options) and is_fast_enough
    raise SystemExit(not is_fast_enough)


def compare_summaries(folder: Path, options: argparse.Namespace) -> bool:
    """Time each summary of the last period; return whether all are within their limits."""
    path = folder / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as connection:
        fill(connection, options, periods=options.periods)
        connection.execute(PROGRAMME)
    is_fast_enough = True
    for name, allowed in ALLOWED.items():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            plain, summary, gibibytes = pool.apply(time_summary, (path, name))
        is_fast_enough = (
            is_fast_enough and summary <= allowed * plain and gibibytes <= ALLOWED_GIBIBYTES
        )
        print(
            f"{name:20} {summary:6.2f} s, plain GROUP BY {plain:6.2f} s: "
            f"{summary / plain:4.1f} of {allowed} times; {gibibytes:.1f} GiB"
        )
    return is_fast_enough


def time_summary(path: Path, name: str) -> tuple[float, float, float]:
    """Return the best processor times of the plain GROUP BY and the summary, and peak memory."""
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("SET enable_progress_bar = false")
        (period,) = connection.execute("SELECT max(code) FROM reference.period").fetchone() or ("",)
        queries = (PLAIN, f"FROM summary.{name}('{period}')")
        times = [[time_query(connection, query) for query in queries] for _ in range(ROUNDS)]
    plain, summary = (min(times_taken) for times_taken in zip(*times, strict=True))
    return plain, summary, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def time_query(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    started = time.process_time()
    connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}")
    return time.process_time() - started


def correct_one_region(folder: Path, options: argparse.Namespace) -> bool:
    """Time a correction with histories of several lengths.

    Return whether its cost stays constant.
    """
    times = {}
    for periods in sorted({1, options.periods // 2, options.periods}):
        workspace, _ = initialise_at(folder / f"after-{periods}", programme=None, now=NOW)
        drop(workspace, "AM12", form())
        ingest_at(workspace)
        with duckdb.connect(workspace.warehouse) as connection:
            fill(connection, options, periods=periods)
        times[periods] = min(time_correction(workspace, number) for number in range(ROUNDS))
        print(f"a correction of one region, {periods:2} periods in all: {times[periods]:.3f} s")
    return times[options.periods] <= ALLOWED_GROWTH * times[1]


def time_correction(workspace: Workspace, number: int) -> float:
    """Return the processor time for applying the event of a correction."""
    spent = []
    apply_event = projection.apply_event

    def timed(projected: projection.ApplyContext, event: projection.Event) -> None:
        started = time.process_time()
        apply_event(projected, event)
        if event.type == "validated":
            spent.append(time.process_time() - started)

    projection.apply_event = timed  # type: ignore[attr-defined]
    try:
        rows = [("1", f"Version {number}", "Aanbod", "groen", "")]
        drop(workspace, "AM12", form(rows=rows), f"{number}.xlsx")
        (result,) = ingest_at(workspace).results
    finally:
        projection.apply_event = apply_event  # type: ignore[attr-defined]
    if result.outcome != "accepted":
        raise SystemExit(f"the correction was {result.outcome}")
    return sum(spent)


def fill(
    connection: duckdb.DuckDBPyConnection, options: argparse.Namespace, *, periods: int
) -> None:
    """Generate reports about earlier periods."""
    connection.execute("SET enable_progress_bar = false")
    connection.execute(SUBMISSIONS, {"regions": options.regions, "periods": periods})
    connection.execute(ACTIVITIES, {"activities": options.activities})
    connection.execute("CHECKPOINT")


if __name__ == "__main__":
    main()
