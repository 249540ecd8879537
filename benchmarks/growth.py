"""Measures how the cost of each command grows with regions, periods and activities.

Every region reports in every period, through its inbox. Each command runs as a process of its own,
as its user would start it. One line is one command: seconds on the clock, seconds of processors,
peak memory, and the bytes that the workspace gained. Commands of every day are measured after the
second period and after the last one. The last lines compare the last period with the first or
second one: a cost in proportion to what changed does not grow.

    python benchmarks/growth.py --regions 35 --periods 6 --activities 25
    python benchmarks/growth.py --regions 35 --periods 40 --activities 10 --publish ends
    python benchmarks/growth.py --pow old/.venv/bin/pow --pow .venv/bin/pow

With several `--pow`, each is measured in a workspace of its own, one after the other.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import realistic

from pow_pipeline.jobs.setup.initialise import find_programme
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from schemas.text.periods import Period

FIRST_YEAR: Final = 2020
MIB: Final = 2**20
KIB: Final = 2**10
# In this order: the file arrives in between, and then the figures differ from the release.
EVERY_DAY: Final = ("status", "calendar", "trace", "decide", "ingest one more file", "diff")
PLACES: Final = (
    *("Groningen", "Súdwest-Fryslân", "Emmen", "Hardenberg", "Deventer", "Doetinchem", "Ede"),
    *("Zeewolde", "Amersfoort", "'s-Graveland", "Alkmaar", "Gouda", "Rijswijk", "Goes", "Oss"),
)


@dataclass(frozen=True)
class Cost:
    """Cost of one command: seconds on the clock and of processors, peak memory and bytes gained."""

    step: str
    wall: float
    cpu: float
    peak: float
    gained: int


class Measured:
    """A workspace, the command `pow` that is measured on it, and the cost of each step so far."""

    def __init__(self, command: Path, home: Path) -> None:
        self._command = command
        self.home = home
        self.costs: list[Cost] = []

    def run(self, step: str, *arguments: str, now: datetime) -> None:
        """Run a command, and print and keep its cost."""
        before = size_of(self.home)
        environment = os.environ | {"POW_NOW": now.isoformat(), "POW_STABLE_SECONDS": "0"}
        environment |= {"POW_HOME": str(self.home)}
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            [str(self._command), *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        message = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        if process.returncode:
            raise SystemExit(
                f"pow {' '.join(arguments)} ended with {process.returncode}: {message}"
            )
        cost = Cost(
            step,
            wall,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / KIB,
            size_of(self.home) - before,
        )
        self.costs.append(cost)
        print(
            f"{cost.step:32}{cost.wall:8.2f} s{cost.cpu:8.2f} s cpu{cost.peak:7.0f} MiB"
            f"{cost.gained / MIB:9.1f} MiB gained",
            flush=True,
        )

    def of(self, step: str) -> Cost:
        """Return the cost of a step."""
        (cost,) = (cost for cost in self.costs if cost.step == step)
        return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=35)
    parser.add_argument("--periods", type=int, default=6)
    parser.add_argument("--activities", type=int, default=25)
    parser.add_argument(
        "--publish", choices=("all", "ends"), default="all", help="ends: the first and last periods"
    )
    parser.add_argument("--keep", action="store_true", help="keep the workspaces")
    parser.add_argument("--pow", type=Path, action="append", help="the command to measure")
    options = parser.parse_args()
    for command in options.pow or [Path(sys.executable).with_name("pow")]:
        print(
            f"\n{command}: {options.regions} regions, {options.periods} periods, "
            f"{options.activities} activities each"
        )
        folder = Path(tempfile.mkdtemp(prefix="pow-benchmark-"))
        try:
            measure(command.absolute(), folder, options)
        finally:
            print(f"the workspace is in {folder}") if options.keep else shutil.rmtree(folder)


def measure(command: Path, folder: Path, options: argparse.Namespace) -> None:
    """Measure all steps with one command, in an empty folder."""
    source = make_programme(folder / "programme", options.regions, options.periods)
    programme = read_programme(read_programme_folder(source))
    measured = Measured(command, folder / "work")
    first, last = programme.periods[0], programme.periods[-1]
    moment = at(first.reference, 9)
    measured.run("init", "init", str(measured.home), "--programme", str(source), now=moment)
    second = programme.periods[min(1, len(programme.periods) - 1)]
    for period in programme.periods:
        moment = at(period.deadline, 9)
        send(measured.home, programme, period, options.activities)
        measured.run(f"ingest {period.code}", "ingest", now=moment)
        moment = at(period.publication, 9)
        if options.publish == "all" or period in (first, second, last):
            measured.run(f"publish {period.code}", "publish", period.code, now=moment)
        if period in (second, last):
            moment += timedelta(days=1)
            measure_every_day(measured, programme, period, options.activities, now=moment)
    measured.run("publish with one revised", "publish", last.code, "--yes", now=moment)
    measured.run("publish, nothing changed", "publish", last.code, now=moment)
    measured.run("rebuild", "rebuild", now=moment)
    measured.run("verify", "verify", now=moment)
    measured.run("backup", "backup", str(folder / "backup"), now=moment)
    print_growth(measured, first, last, ("ingest", "publish"))
    print_growth(measured, second, last, EVERY_DAY)


def measure_every_day(
    measured: Measured, programme: Programme, period: Period, activities: int, *, now: datetime
) -> None:
    """Measure the commands of every day after a period was published."""
    figure = (period.code, programme.categories[0].code, programme.scale[0].code)
    until = str(now.date() + timedelta(days=9))
    decision = (programme.regions[1].code, period.code, "--until", until, "--why", "illness")
    send(measured.home, programme, period, activities, version=2, regions=1)
    arguments: dict[str, tuple[str, ...]] = {
        "trace": figure,
        "decide": ("extend", *decision),
        "diff": (period.code,),
    }
    for step in EVERY_DAY:
        measured.run(f"{step} {period.code}", step.split()[0], *arguments.get(step, ()), now=now)


def print_growth(measured: Measured, first: Period, last: Period, steps: Sequence[str]) -> None:
    """Print how the costs of steps in the last period compare with those in an earlier one."""
    for step in steps:
        before, after = measured.of(f"{step} {first.code}"), measured.of(f"{step} {last.code}")
        print(
            f"{f'{step}, {last.code} to {first.code}':44}{after.wall / before.wall:8.2f} x"
            f"{after.cpu / before.cpu:8.2f} x cpu{after.peak / before.peak:7.2f} x memory"
            f"{after.gained / max(before.gained, 1):9.2f} x gained"
        )


def make_programme(folder: Path, regions: int, periods: int) -> Path:
    """Write a folder like that of the built-in programme with so many regions and periods."""
    built_in = find_programme()
    folder.mkdir()
    text = (built_in / "programme.toml").read_text(encoding="utf-8")
    head = text[: text.index("[[periods]]")]
    codes = [f"{FIRST_YEAR + number // 2}-H{number % 2 + 1}" for number in range(periods)]
    head = head.replace('first_period = "2019-H1"', f'first_period = "{codes[0]}"')
    written = head + "\n".join(map(period_text, codes))
    (folder / "programme.toml").write_text(written, encoding="utf-8")
    with (folder / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "centre_municipality", "province"])
        for number in range(1, regions + 1):
            place = PLACES[number % len(PLACES)]
            writer.writerow(
                [f"R{number:04d}", f"{place} en omstreken {number}", place, "Nederland"]
            )
    return folder


def period_text(code: str) -> str:
    """Return the lines of `programme.toml` for a half year."""
    year, half = int(code[:4]), int(code[-1])
    reference = date(year, 6, 30) if half == 1 else date(year, 12, 31)
    return (
        f'[[periods]]\ncode = "{code}"\nopens = {reference - timedelta(days=29)}\n'
        f"reference = {reference}\ndeadline = {reference + timedelta(days=31)}\n"
        f"publication = {reference + timedelta(days=76)}\n"
    )


def send(
    home: Path,
    programme: Programme,
    period: Period,
    activities: int,
    *,
    version: int = 1,
    regions: int | None = None,
) -> None:
    """Put the report of each region about a period into its inbox."""
    place = programme.periods.index(period)
    for number, region in enumerate(programme.regions[:regions], start=1):
        made = home.parent / f"{region.code}.xlsx"
        rows = list(report(number, place * 100_000 + version * 1_000_000, activities, programme))
        realistic.write_workbook(made, rows, region=region.code, period=period.code)
        shutil.move(made, home / "inbox" / region.code / f"{period.code} v{version}.xlsx")


def report(
    region: int, variant: int, activities: int, programme: Programme
) -> Iterator[realistic.Activity]:
    """Yield the activities of a region: the same in each period, with other statuses and texts."""
    planned = realistic.make_activities(region * 10 + 1, activities, programme)
    present = realistic.make_activities(variant + region, activities, programme)
    for activity, now in zip(planned, present, strict=True):
        yield replace(activity, status=now.status, explanation=now.explanation)


def size_of(folder: Path) -> int:
    """Return the bytes that the files of a folder take; a file with several names counts once."""
    sizes: dict[int, int] = {}
    for path, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(path, name))
            sizes[status.st_ino] = status.st_size
    return sum(sizes.values())


def at(day: date, hour: int) -> datetime:
    """Return a moment on a day, in UTC."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00")


if __name__ == "__main__":
    main()
