"""Measures how long operators and senders wait, with the real service.

First it measures how long `pow up` takes until it serves. Then, for one workbook after the other,
it measures the time from its arrival in the inbox to its feedback in the outbox, triggered by the
file event alone.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pow_pipeline.cli.demo.activities import make_example
from pow_pipeline.cli.demo.scenario import Report, days_of
from pow_pipeline.cli.demo.workbook import drop
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import initialise_at

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
PORT, PERIOD = 4290, "2021-H1"
ALLOWED_START, AIMED_AT, ALLOWED_WAIT = 60, 15, 240


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=5)
    count = parser.parse_args().workbooks
    with tempfile.TemporaryDirectory(prefix="pow-benchmark-") as folder:
        source = find_programme()
        workspace, programme = initialise_at(
            Path(folder) / "work", programme=str(source), now=datetime.now(UTC)
        )
        example = make_example(source / "example", programme).reports[PERIOD]
        reports = next(days_of(programme.period(PERIOD), example, [])).reports[:count]
        started = time.perf_counter()
        log = Path(folder) / "log"
        with log.open("wb") as file:
            service = subprocess.Popen(  # noqa: S603 -- our own command
                [*POW, "up", "--home", workspace.home, "--port", str(PORT)],
                env=os.environ | {"POW_LOG": "text"},
                stdout=file,
                stderr=file,
            )
        try:
            wait(lambda: "up: http" in log.read_text())
            start = time.perf_counter() - started
            print(f"{'pow up serves after':24} {start:6.1f} s (asked: at most {ALLOWED_START})")
            wait(lambda: "Finished in state Completed()" in log.read_text())  # its first run
            seconds = [answer(workspace, report, programme) for report in reports]
        finally:
            service.terminate()
            service.wait()
    summary = f"{statistics.median(seconds):6.1f} s ({min(seconds):.1f} to {max(seconds):.1f})"
    print(f"{'a workbook is answered':24} {summary} (aimed at: {AIMED_AT})")
    raise SystemExit(start > ALLOWED_START or statistics.median(seconds) > AIMED_AT)


def answer(workspace: Workspace, report: Report, programme: Programme) -> float:
    """Drop a report and return the seconds until its sender has received feedback."""
    outbox = workspace.outbox / report.region
    started = time.perf_counter()
    drop([report], workspace.inbox, programme)
    wait(lambda: list(outbox.glob("*/feedback.json")))
    seconds = time.perf_counter() - started
    time.sleep(6)  # the watcher has finished collecting files
    return seconds


def wait(holds: Callable[[], object]) -> None:
    end = time.perf_counter() + ALLOWED_WAIT
    while not holds():
        if time.perf_counter() > end:
            raise SystemExit(f"waited {ALLOWED_WAIT} s in vain")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
