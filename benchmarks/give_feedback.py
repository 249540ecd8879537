"""Measures the cost of feedback on 2,000 realistic deliveries, one in ten with findings.

Feedback may take at most as long as ingesting the deliveries. Both are measured in one run, and
only their ratio is meaningful.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import realistic

from pow_pipeline.jobs.engine import worker
from pow_pipeline.jobs.engine.feedback import write_due_feedback
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import initialise_at, run_at

NOW = datetime(2021, 7, 10, 9, 0, tzinfo=UTC)
PERIOD = "2021-H1"
ROWS = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pow-benchmark-"))
    workspace, programme = initialise_at(folder / "work", programme=None, now=NOW)
    for number in range(options.files):
        write_file(workspace, programme, number)
    seconds: list[float] = []

    def give_timed(*arguments: Any) -> None:
        started = time.perf_counter()
        write_due_feedback(*arguments)
        seconds.append(time.perf_counter() - started)

    worker.write_due_feedback = give_timed  # type: ignore[assignment]
    started = time.perf_counter()
    ingested = ingest(run_at(workspace))
    whole = time.perf_counter() - started
    marked = len(list(workspace.outbox.glob("*/*/feedback.xlsx")))
    counts, feedback = ingested.counts(), sum(seconds)
    print(f"{counts['received']} deliveries, {marked} with findings, {counts['rejected']} rejected")
    print(f"  ingest    {whole - feedback:8.2f} s")
    print(f"  feedback  {feedback:8.2f} s")
    print(f"  ratio {feedback / (whole - feedback):.2f} (asked: at most 1)", flush=True)
    is_whole = marked == options.files // 10 and counts["received"] == options.files
    raise SystemExit(not is_whole or feedback > whole - feedback)


def write_file(workspace: Workspace, programme: Programme, number: int) -> None:
    region = programme.regions[number % len(programme.regions)].code
    path = workspace.inbox / region / f"{region}_{number:05d}.xlsx"
    activities = realistic.make_activities(number, ROWS, programme)
    realistic.write_workbook(path, activities, region=region, period=PERIOD)


if __name__ == "__main__":
    main()
