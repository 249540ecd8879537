"""The demonstration: a new workspace, periods through the real flows, and the result."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from pow_pipeline.cli.demo.activities import Example, RegionReport, make_example
from pow_pipeline.cli.demo.decisions import decide
from pow_pipeline.cli.demo.next_steps import say_what_next
from pow_pipeline.cli.demo.scenario import Day, Happening, days_of, read_scenario
from pow_pipeline.cli.demo.server import Flows, own_server
from pow_pipeline.cli.demo.workbook import drop
from pow_pipeline.durable import remove_tree
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.run import Run, open_run
from pow_pipeline.jobs.inspect.figures_text import describe_figures
from pow_pipeline.jobs.inspect.status import status
from pow_pipeline.jobs.setup.initialise import find_programme, initialise
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from schemas.text.periods import Period

_MARK: Final = ".made-by-pow-demo"
THE_BEGINNING: Final = datetime(2019, 1, 7, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class _Stage:
    """What the demonstration is played on."""

    run: Run
    programme: Programme
    flows: Flows


def run_demo(directory: Path, *, first: str = "", last: str = "") -> None:
    """Run the demonstration in a new workspace.

    Args:
        directory: the new workspace.
        first: the first period that is played; that of the example when empty.
        last: the last period that is played; that of the example when empty.

    Raises:
        UsageError: the folder holds something other than an earlier demonstration, or the example
            has no such periods.
    """
    started = time.monotonic()
    source = find_programme()
    programme = read_programme(read_programme_folder(source))
    example = make_example(source / "example", programme)
    periods = _require_periods(programme, example, first, last)
    _make_room(directory)
    run = open_run(directory, needs="nothing")
    initialise(run.at(THE_BEGINNING), programme=str(source), first_period=periods[0].code)
    (directory / _MARK).touch()
    scenario = read_scenario(source / "example" / "scenario.csv")
    print(f"A new workspace for {programme.name[programme.language]}: {directory}")
    print("Starting a Prefect server for the flows, this takes some seconds …", flush=True)
    with own_server(run.workspace.home / "prefect") as flows:
        stage = _Stage(run, programme, flows)
        for period in periods:
            _play(stage, period, example.reports[period.code], scenario.get(period.code, []))
    codes = [period.code for period in periods]
    shown = example.given if example.given in codes else codes[-1]
    _show_result(run, shown)
    print(f"\nAll this took {time.monotonic() - started:.0f} seconds.")
    say_what_next(directory, shown, programme)


def _require_periods(programme: Programme, example: Example, first: str, last: str) -> list[Period]:
    periods = [period for period in programme.periods if period.code in example.reports]
    codes = [period.code for period in periods]
    first, last = first or codes[0], last or codes[-1]
    for code in (first, last):
        if code not in codes:
            raise UsageError(f"the example has no {code!r}; it has {', '.join(codes)}")
    if codes.index(first) > codes.index(last):
        raise UsageError(f"{first} comes after {last}; name the earlier period with --from")
    return periods[codes.index(first) : codes.index(last) + 1]


def _make_room(directory: Path) -> None:
    if not directory.exists() or not any(directory.iterdir()):
        return
    if not (directory / _MARK).exists():
        message = f"{directory} holds something else; name a new folder: pow demo FOLDER"
        raise UsageError(message)
    remove_tree(directory)


def _play(
    stage: _Stage, period: Period, reports: dict[str, RegionReport], special: list[Happening]
) -> None:
    """Let a period pass, publish it, and publish it again if something came after that."""
    print(f"\n{period.code}")
    for happening in special:
        print(f"  {happening.what}")
    days = list(days_of(period, reports, special))
    afterwards = [day for day in days if day.moment.date() > period.publication]
    for day in days[: len(days) - len(afterwards)]:
        _live_through(stage, day, period)
    _publish(stage, period, period.publication)
    for day in afterwards:
        _live_through(stage, day, period)
        _publish(stage, period, day.moment.date() + timedelta(days=1))


def _live_through(stage: _Stage, day: Day, period: Period) -> None:
    drop(day.reports, stage.run.workspace.inbox, stage.programme)
    counts = stage.flows.ingest_submissions(home=str(stage.run.workspace.home), now=day.moment)
    summary = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    print(f"  {day.moment:%Y-%m-%d}  {day.when}: {summary}", flush=True)
    for decision in day.decisions:
        decide(stage.run.at(day.moment), decision, period)


def _publish(stage: _Stage, period: Period, day: date) -> None:
    moment = datetime.combine(day, datetime.min.time(), stage.programme.zone)
    name = stage.flows.publish_release(period.code, home=str(stage.run.workspace.home), now=moment)
    print(f"  {day}  published as {name}", flush=True)


def _show_result(run: Run, period: str) -> None:
    found = status(run.at(datetime.now(UTC)), period)
    overview = found.overview
    print(f"\n{found.programme.name[found.programme.language]}, {period} ({overview['release']})\n")
    print(describe_figures(overview["figures"], found.programme))
    print(f"\n{overview['in_force']} of {overview['expected']} regions have a report that counts.")
