"""Compares the ingest of 2,000 realistic files with four other ways to load them.

Each contestant runs in a separate process, one after the other, and prints its seconds by stage:

- ours: everything that `pow ingest` does, feedback included
- pandas: a loop of read_excel, a pandera schema that a user would write, and one INSERT per file
- calamine: the same loop with the engine calamine
- dlt: rows from calamine loaded by dlt, without any validation
- floor: parsing alone; nothing is checked or loaded

Each file is the report of another region: several reports of one region would all get a query about
their order. CSV files are read with read_csv and csv.reader instead. `--growth` also ingests twice
as many files, and fails if they take more than 2.2 times as long, because then a step is not
linear. Only ratios within one run are meaningful. Files are left in the temporary folder: after
thousands of files were deleted, ext4 creates new files nearby slowly for minutes.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import realistic
from growth import make_programme

if TYPE_CHECKING:
    from pow_pipeline.jobs.engine.stages import Result, Stage

NOW = datetime(2021, 7, 10, 9, 0, tzinfo=UTC)
PERIOD = "2021-H1"
PERIODS = 4  # from 2020-H1
KINDS = ("xlsx", "csv")
MOST_GROWTH = 2.2
HEADINGS = {"Activiteit-id": "activity_id", "Activiteit": "activity_name", "Categorie": "category"}
HEADINGS |= {"Status": "status", "Toelichting": "explanation"}
CATEGORIES = ("Aanbod", "Vraag", "Route", "Scholing")
STATUSES = ("groen", "oranje", "rood", "nog niet gestart", "afgerond", "gestopt")


class Stages:
    """Seconds by stage; the time between two marks belongs to the second mark."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def run_stage(self, stage: "Stage", work: "Callable[[], Result]", /) -> "Result":
        """Run a stage of a job, and end it."""
        result = work()
        self.mark(stage.name)
        return result

    def mark(self, stage: str) -> None:
        """End a stage, which lasted since the previous mark."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0) + now - self._last
        self._last = now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=30)
    parser.add_argument("--kind", choices=KINDS, action="append", help="else both kinds")
    parser.add_argument("--growth", action="store_true", help="ingest twice as many as well")
    parser.add_argument("--contestant", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        print(json.dumps(run_contestant(options.contestant, options.folder)))
        return
    is_linear = [measure(kind, options) for kind in options.kind or KINDS]
    raise SystemExit(not all(is_linear))


def measure(kind: str, options: argparse.Namespace) -> bool:
    """Measure every contestant on files of one kind; return whether ours grows linearly."""
    folder = make_files(kind, options.files, options.rows)
    print(f"{options.files} {kind} files of {options.rows} rows, one in ten with findings")
    results = {name: start(name, folder) for name in CONTESTANTS}
    for name, result in results.items():
        ratio = result["wall"] / results["ours"]["wall"]
        stages = "  ".join(f"{stage} {spent:.2f}" for stage, spent in result["stages"].items())
        print(
            f"  {name:<9}{result['wall']:8.2f} s{result['cpu']:8.2f} s cpu{ratio:7.2f} x ours"
            f"{result['peak']:6.0f} MiB  {result['rows']} rows   {stages}",
            flush=True,
        )
    return not options.growth or is_linear(kind, options, results["ours"])


def is_linear(kind: str, options: argparse.Namespace, once: dict[str, Any]) -> bool:
    twice = start("ours", make_files(kind, 2 * options.files, options.rows))
    growth = twice["wall"] / once["wall"]
    print(f"  {2 * options.files} files: {twice['wall']:.2f} s, {growth:.2f} times as long")
    for stage, spent in twice["stages"].items():
        before = once["stages"].get(stage, 0)
        if before > 0:
            print(f"    {stage:<10}{before:8.2f} s{spent:8.2f} s{spent / before:7.2f} x")
    print(f"  at most {MOST_GROWTH} times is linear", flush=True)
    return growth <= MOST_GROWTH


def start(name: str, folder: Path) -> dict[str, Any]:
    """Run a contestant in a separate process; return its seconds, memory and stages."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [sys.executable, __file__, "--contestant", name, "--folder", str(folder)]
    environment = os.environ | {"RUNTIME__DLTHUB_TELEMETRY": "false", "DLT_DATA_DIR": str(folder)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result | {"wall": wall, "cpu": cpu}


def run_contestant(name: str, folder: Path) -> dict[str, Any]:
    stages = Stages()
    rows = CONTESTANTS[name](folder, stages)
    return {"stages": stages.seconds, "rows": rows, "peak": realistic.peak_memory()}


def make_files(kind: str, files: int, rows: int) -> Path:
    """Create a workspace whose inboxes hold the files; return the folder around it."""
    from tests.harness.builders import initialise_at

    folder = Path(tempfile.mkdtemp(prefix="pow-benchmark-"))
    source = make_programme(folder / "programme", files, PERIODS)
    workspace, programme = initialise_at(folder / "work", programme=str(source), now=NOW)
    write = realistic.write_workbook if kind == "xlsx" else realistic.write_csv
    (folder / "files").mkdir()
    for number, region in enumerate(region.code for region in programme.regions):
        name = f"{region}_{number:05d}.{kind}"
        activities = realistic.make_activities(number, rows, programme)
        write(folder / "files" / name, activities, region=region, period=PERIOD)
        os.link(folder / "files" / name, workspace.inbox / region / name)
    os.sync()  # real files were written to disk long before
    return folder


def ours(folder: Path, stages: Stages) -> int:
    from pow_pipeline.jobs.ingest.ingest import ingest
    from pow_pipeline.workspace import Workspace
    from tests.harness.builders import run_at

    stages.mark("imports")
    ingested = ingest(replace(run_at(Workspace(folder / "work")), run_stage=stages.run_stage))
    stages.mark("the rest")
    accepted = (result for result in ingested.results if result.outcome == "accepted")
    return sum(result.activities for result in accepted)


def loop_with_pandas(folder: Path, stages: Stages, *, engine: str = "openpyxl") -> int:
    """Do what a user would write first: read, validate and insert one file after the other."""
    import duckdb
    import pandas as pd
    import pandera.pandas as pa

    def read(path: Path) -> pd.DataFrame:
        if path.suffix == ".csv":
            return pd.read_csv(path, sep=";", header=realistic.HEADER_ROW, dtype=str)
        return pd.read_excel(path, header=realistic.HEADER_ROW, dtype=str, engine=engine)

    schema = user_schema(pa)
    loaded = 0
    with connect(duckdb, folder / f"{engine}.duckdb") as connection:
        stages.mark("imports")
        for path in sorted((folder / "files").iterdir()):
            rows = read(path).rename(columns=HEADINGS).assign(file=path.name)
            stages.mark("read")
            try:
                rows = schema.validate(rows, lazy=True)
            except pa.errors.SchemaErrors:
                continue
            finally:
                stages.mark("validate")
            connection.register("rows", rows)
            connection.execute("INSERT INTO activity_status BY NAME SELECT * FROM rows")
            connection.unregister("rows")
            stages.mark("insert")
            loaded += len(rows)
    stages.mark("close")
    return loaded


def user_schema(pa: Any) -> Any:
    """Return the schema that a user of pandera would write for these files."""
    return pa.DataFrameSchema(
        {
            "activity_id": pa.Column(str, nullable=False, unique=True),
            "activity_name": pa.Column(str, pa.Check.str_length(1, 500)),
            "category": pa.Column(str, pa.Check.isin(CATEGORIES)),
            "status": pa.Column(str, pa.Check.isin(STATUSES)),
            "explanation": pa.Column(str, nullable=True),
            "file": pa.Column(str),
        },
        checks=pa.Check(lambda rows: rows["status"].ne("rood") | rows["explanation"].notna()),
    )


def loop_with_calamine(folder: Path, stages: Stages) -> int:
    return loop_with_pandas(folder, stages, engine="calamine")


def load_with_dlt(folder: Path, stages: Stages) -> int:
    """Load the rows with dlt unchanged and without validation."""
    import dlt

    stages.mark("imports")

    def activities() -> Iterator[list[dict[str, Any]]]:
        for path in sorted((folder / "files").iterdir()):
            header, *rows = parse(path)[realistic.HEADER_ROW :]
            names = [HEADINGS[str(cell)] for cell in header]
            yield [dict(zip(names, row, strict=True)) | {"file": path.name} for row in rows]

    pipeline = dlt.pipeline(
        "reports",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="reports",
    )
    resource_of_rows = dlt.resource(activities, name="activity_status")
    for stage in (pipeline.extract, pipeline.normalize, pipeline.load):
        stage(*([resource_of_rows] if stage == pipeline.extract else []))
        stages.mark(stage.__name__)
    with pipeline.sql_client() as client:
        ((count,),) = client.execute_sql("SELECT count(*) FROM activity_status")
    return int(count)


def parse_only(folder: Path, stages: Stages) -> int:
    paths = sorted((folder / "files").iterdir())
    stages.mark("imports")
    count = sum(len(parse(path)) - realistic.HEADER_ROW - 1 for path in paths)
    stages.mark("read")
    return count


def parse(path: Path) -> list[list[Any]]:
    """Return the cells of a file with the fastest parser for its kind."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, delimiter=";"))
    import python_calamine

    return python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()


@contextmanager
def connect(duckdb: Any, path: Path) -> Iterator[Any]:
    with duckdb.connect(path) as connection:
        columns = ", ".join(f"{name} VARCHAR" for name in (*realistic.COLUMNS, "file"))
        connection.execute(f"CREATE TABLE activity_status ({columns})")
        yield connection


CONTESTANTS: dict[str, Callable[[Path, Stages], int]] = {
    "ours": ours,
    "pandas": loop_with_pandas,
    "calamine": loop_with_calamine,
    "dlt": load_with_dlt,
    "floor": parse_only,
}


if __name__ == "__main__":
    main()
