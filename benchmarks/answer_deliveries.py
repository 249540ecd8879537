"""What an operator and a sender wait for, with the real service.

First how long `pow up` takes until it serves; then, for one workbook after the other, how long it
takes from its being in the inbox to its feedback being in the outbox, by its event alone.
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
from pow_pipeline.jobs.setup.initialise import find_programme, initialise
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
PORT, PERIOD = 4290, "2021-H1"
ALLOWED_START, AIMED_AT, ALLOWED_WAIT = 60, 15, 240


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=5)
    count = parser.parse_args().workbooks
    with tempfile.TemporaryDirectory(prefix="pow-benchmark-") as folder:
        source = find_programme()
        workspace, programme = initialise(
            Path(folder) / "work", programme=str(source), now=datetime.now(UTC)
        )
        told = make_example(source / "example", programme).told[PERIOD]
        reports = next(days_of(programme.period(PERIOD), told, [])).reports[:count]
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
            wait(lambda: "Finished in state Completed()" in log.read_text())  # its first look
            seconds = [answer(workspace, report, programme) for report in reports]
        finally:
            service.terminate()
            service.wait()
    said = f"{statistics.median(seconds):6.1f} s ({min(seconds):.1f} to {max(seconds):.1f})"
    print(f"{'a workbook is answered':24} {said} (aimed at: {AIMED_AT})")
    raise SystemExit(start > ALLOWED_START or statistics.median(seconds) > AIMED_AT)


def answer(workspace: Workspace, report: Report, programme: Programme) -> float:
    """Drop a report and return after how many seconds its sender has been told."""
    outbox = workspace.outbox / report.region
    started = time.perf_counter()
    drop([report], workspace.inbox, programme)
    wait(lambda: list(outbox.glob("*/feedback.json")))
    seconds = time.perf_counter() - started
    time.sleep(6)  # the watcher has done with gathering
    return seconds


def wait(holds: Callable[[], object]) -> None:
    end = time.perf_counter() + ALLOWED_WAIT
    while not holds():
        if time.perf_counter() > end:
            raise SystemExit(f"waited {ALLOWED_WAIT} s in vain")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
