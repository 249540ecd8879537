"""Measures the cost of a release of the demonstration: 35 regions, 6 periods, all formats.

The periods of the demonstration are replayed without its server. The last one is published, with
the seconds for each part, and then published again without changes.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import realistic

from pow_pipeline.cli.demo.activities import make_example
from pow_pipeline.cli.demo.decisions import decide
from pow_pipeline.cli.demo.run import THE_BEGINNING
from pow_pipeline.cli.demo.scenario import days_of, read_scenario
from pow_pipeline.cli.demo.workbook import drop
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.jobs.publish import make_release as making
from pow_pipeline.jobs.publish import publish
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.publication.data import write
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import initialise_at, run_at

ALLOWED_SECONDS = 30
ALLOWED_SECONDS_AGAIN = 2
ALLOWED_MIB = 1024  # of this process; documents are compiled in separate processes
PARTS: tuple[tuple[Any, str, str], ...] = (
    (making, "stage_release", "the staged databases"),
    (publish, "assess", "the plausibility suite"),
    (making, "write_sqlite_files", "pow.sqlite"),
    (making, "write_dashboards", "dashboards"),
    (making, "write_sheets", "sheets and charts"),
    (making, "write_explanations", "explanations"),
    (making, "write_regions", "region pages"),
    (write, "write_data", "data in all forms"),
    (making, "write_index", "the index"),
    (publish, "write_manifest", "the manifest"),
    (publish, "verify_staged", "files against the manifest"),
    (publish, "write_checksums", "checksums"),
    (publish, "move_into_place", "synced and in place"),
)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="pow-benchmark-") as folder:
        source = find_programme()
        workspace, programme = initialise_at(
            Path(folder) / "work", programme=str(source), now=THE_BEGINNING
        )
        live(workspace, programme, source)
        seconds = publish_last(workspace, programme)
        again = publish_last(workspace, programme)
    print(f"{'again, nothing changed':24} {again:6.2f} s (asked: at most {ALLOWED_SECONDS_AGAIN})")
    peak = realistic.peak_memory()
    print(f"{'peak memory':24} {peak:6.0f} MiB (asked: at most {ALLOWED_MIB})")
    is_slow = seconds > ALLOWED_SECONDS or again > ALLOWED_SECONDS_AGAIN
    raise SystemExit(is_slow or peak > ALLOWED_MIB)


def live(workspace: Workspace, programme: Programme, source: Path) -> None:
    """Replay all periods of the demonstration without publishing them."""
    example = make_example(source / "example", programme).reports
    scenario = read_scenario(source / "example" / "scenario.csv")
    for period in programme.periods:
        if period.code not in example:
            continue
        for day in days_of(period, example[period.code], scenario.get(period.code, [])):
            drop(day.reports, workspace.inbox, programme)
            ingest(run_at(workspace, day.moment))
            for decision in day.decisions:
                decide(run_at(workspace, day.moment), decision, period)


def publish_last(workspace: Workspace, programme: Programme) -> float:
    """Publish the last period, print the seconds for each part, and return the total."""
    example = make_example(find_programme() / "example", programme).reports
    period = [period for period in programme.periods if period.code in example][-1]
    moment = datetime.combine(period.publication, datetime.min.time(), programme.zone)
    with timing() as parts:
        started, busy = time.perf_counter(), time.process_time()
        published = publish.publish(
            run_at(workspace, moment), period.code, confirm_revision=lambda _: True
        )
        whole, busy = time.perf_counter() - started, time.process_time() - busy
    if published.is_new:
        for part, seconds in {**parts, "all the rest": whole - sum(parts.values())}.items():
            print(f"{part:24} {seconds:6.2f} s")
        print(f"{'a whole release':24} {whole:6.2f} s (asked: at most {ALLOWED_SECONDS})")
        print(f"{'of processors':24} {busy:6.2f} s")
    return whole


@contextmanager
def timing() -> Iterator[dict[str, float]]:
    """Yield a mapping that collects the seconds of each part of a publication."""
    seconds: dict[str, float] = {}
    originals = [(module, name, getattr(module, name)) for module, name, _ in PARTS]
    for module, name, part in PARTS:
        setattr(module, name, timed(getattr(module, name), part, seconds))
    try:
        yield seconds
    finally:
        for module, name, function in originals:
            setattr(module, name, function)


def timed(function: Callable[..., Any], part: str, seconds: dict[str, float]) -> Callable[..., Any]:
    """Return a function that does the same and records the time it takes."""

    def run(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        result = function(*arguments, **named)
        seconds[part] = time.perf_counter() - started
        return result

    return run


if __name__ == "__main__":
    main()
