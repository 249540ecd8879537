"""The demonstration: a new workspace, three periods through the real flows, and the result."""

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pow_pipeline.cli.demo.activities import make_example
from pow_pipeline.cli.demo.scenario import days_of, drop
from pow_pipeline.cli.demo.server import Flows, own_server
from pow_pipeline.cli.table import describe_figures
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.initialise import find_programme, initialise
from pow_pipeline.jobs.status import status
from pow_pipeline.workspace import Workspace
from schemas.programme import Programme

_MARK: Final = ".made-by-pow-demo"
_THE_BEGINNING: Final = datetime(2019, 1, 7, 9, 0, tzinfo=UTC)


def run_demo(directory: Path) -> None:
    """Run the demonstration in a new workspace.

    Raises:
        UsageError: the folder holds something other than an earlier demonstration.
    """
    started = time.monotonic()
    _make_room(directory)
    source = find_programme()
    workspace, programme = initialise(directory, programme=str(source), now=_THE_BEGINNING)
    (directory / _MARK).touch()
    example = make_example(source / "example", programme)
    print(f"A new workspace for {programme.name[programme.language]}: {directory}")
    print("Starting a Prefect server for the flows, this takes some seconds …", flush=True)
    with own_server(workspace.home / "prefect") as flows:
        for period in example.periods:
            print(f"\n{period}")
            for day in days_of(example, period, programme):
                drop(day.reports, workspace.inbox, programme)
                print(f"  {day.moment:%Y-%m-%d}  {day.what}", flush=True)
                counts = flows.ingest_submissions(home=workspace.home, now=day.moment)
                print(f"              {_describe(counts)}", flush=True)
            _publish(flows, workspace, programme, period)
    _show_result(workspace, example.periods[1])
    print(f"\nAll this took {time.monotonic() - started:.0f} seconds.")
    _say_what_next(directory, example.periods[1])


def _make_room(directory: Path) -> None:
    if not directory.exists() or not any(directory.iterdir()):
        return
    if not (directory / _MARK).exists():
        message = f"{directory} holds something else; name a new folder: pow demo FOLDER"
        raise UsageError(message)
    shutil.rmtree(directory)


def _publish(flows: Flows, workspace: Workspace, programme: Programme, period: str) -> None:
    dates = programme.period(period)
    if dates is None:
        return
    moment = datetime.combine(dates.publication, datetime.min.time(), programme.zone)
    name = flows.publish_release(period, home=workspace.home, now=moment)
    print(f"  {dates.publication}  published as {name}", flush=True)


def _describe(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _show_result(workspace: Workspace, period: str) -> None:
    found = status(workspace, period, now=datetime.now(UTC))
    said = found.overview
    print(f"\n{found.programme.name[found.programme.language]}, {period} ({said['release']})\n")
    print(describe_figures(said["figures"], found.programme))
    print(f"\n{said['in_force']} of {said['expected']} regions have a report that counts.")


def _say_what_next(directory: Path, period: str) -> None:
    current = directory / "published" / "current" / period
    called = Path(sys.argv[0])
    command = called if called.name == "pow" else "pow"
    print(
        f"""
Where everything is
  the sheet             {current / "public" / "sheet.nl.html"}
  tables and database   {current / "public"}
  full database         {current / "restricted" / "pow.duckdb"}
  what senders got      {directory / "outbox"}
  the record            {directory / "record"}

What to try next
  {command} status {period} --home {directory}
  {command} decide withdraw AM12 {period} --why "to see what happens" --home {directory}
  {command} publish {period} --home {directory} --yes
  {command} rebuild --verify --home {directory}"""
    )
