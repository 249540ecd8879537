"""Builders for tests: workbooks from small tables, workspaces, and what a workspace holds."""

import html
import io
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.engine.run import Run, make_run
from pow_pipeline.jobs.ingest.ingest import Ingested, ingest
from pow_pipeline.jobs.operate.rebuild import Verified, verify
from pow_pipeline.jobs.publish.publish import Published, publish
from pow_pipeline.jobs.setup.initialise import initialise
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from schemas.programme.publication_parts import Form

NOW = datetime(2021, 7, 10, 9, 0, tzinfo=UTC)
HEADER = ("Activiteit-id", "Activiteit", "Categorie", "Status", "Toelichting")
CATEGORIES = ("Aanbod", "Vraag", "Route", "Scholing")
_TICK = 10_000_000  # nanoseconds, the longest tick that the product allows for
ROWS = (
    ("1", "Jobhunters", "Aanbod", "groen", ""),
    ("2", "Banenmarkt", "Vraag", "oranje", "Uitgesteld tot mei."),
)


def workbook(
    cells: Sequence[Sequence[Any]],
    *,
    sheet: str = "Invullen",
    second: tuple[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """Return a workbook with these cells from A1, and a second sheet if asked."""
    sheets = [(sheet, cells), second] if second else [(sheet, cells)]
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC)})
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for row, values in enumerate(rows):
                page.write_row(row, 0, values)
    return content.getvalue()


def form(
    region: str = "AM12",
    period: str = "2021-H1",
    rows: Sequence[Sequence[Any]] = ROWS,
    header: Sequence[str] = HEADER,
) -> bytes:
    """Return a form: region in B1, period in B2, header in row 4, activities from row 5.

    Below them the categories without activities are declared to have none.
    """
    cells = [("Regio", region), ("Periode", period), (), header, *rows]
    return workbook([*cells, *nothing(rows, header)])


def nothing(
    rows: Sequence[Sequence[Any]] = ROWS, header: Sequence[str] = HEADER
) -> list[tuple[str, ...]]:
    """Return a row for each category that no row names, which says that it has no activities."""
    named = {str(cell).casefold() for row in rows for cell in row}
    if not {"Activiteit", "Categorie"} <= set(header):
        return []
    result = {"Activiteit": "geen activiteiten"}
    return [
        tuple((result | {"Categorie": category}).get(name, "") for name in header)
        for category in CATEGORIES
        if category.casefold() not in named
    ]


def table(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a small text table: one line a row, cells separated by |."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]


def drop(workspace: Workspace, region: str, content: bytes, name: str = "form.xlsx") -> Path:
    """Put a file into a region's inbox."""
    path = workspace.inbox / region / name
    path.write_bytes(content)
    return path


def wait_for_tick(path: Path) -> None:
    """Wait until a file that is changed now gets a later change time than `path`.

    The order of files that change within one tick of the clock is not known.
    """
    before = path.stat().st_ctime_ns // _TICK
    with tempfile.NamedTemporaryFile(dir=path.parents[2]) as probe:
        while os.stat(probe.name).st_ctime_ns // _TICK <= before + 1:
            time.sleep(0.001)
            os.utime(probe.name)


def run_at(
    workspace: Workspace, now: datetime = NOW, *, flow_run: str = "", **settings: Any
) -> Run:
    """Return a run on a workspace at a moment, with settings that differ from the usual ones."""
    chosen = {"lock_seconds": 10, "stable_seconds": 0} | settings
    run = make_run(workspace, Settings(**chosen), flow_run=flow_run)
    return replace(run, clock=lambda: now)


def initialise_at(
    home: Path,
    *,
    programme: str | None = None,
    now: datetime = NOW,
    first_period: str | None = None,
) -> tuple[Workspace, Programme]:
    """Create a workspace at a moment, and return it with its programme."""
    workspace = Workspace(home.absolute())
    run = run_at(workspace, now)
    return workspace, initialise(run, programme=programme, first_period=first_period)


def ingest_at(workspace: Workspace, now: datetime = NOW, batch_size: int = 2000) -> Ingested:
    """Run ingest at a moment."""
    return ingest(run_at(workspace, now, batch_size=batch_size))


def send(
    workspace: Workspace, region: str, content: bytes, now: datetime = NOW, name: str = "form.xlsx"
) -> str:
    """Send one file, ingest it and return its outcome."""
    drop(workspace, region, content, name)
    (result,) = ingest_at(workspace, now).results
    return result.outcome


def send_counts(workspace: Workspace, counts: dict[str, list[tuple[str, str]]]) -> None:
    """Each region sends its activities, given as (category, status)."""
    for region, activities in counts.items():
        rows = [
            (f"{region}-{number:03d}", f"Activiteit {number}", category, status, "Uitleg.")
            for number, (category, status) in enumerate(activities, start=1)
        ]
        drop(workspace, region, form(region, rows=rows), f"{region}.xlsx")
    ingest_at(workspace)


def send_one_each(workspace: Workspace, regions: int = 35) -> None:
    """So many regions report one activity each."""
    codes = sorted(path.name for path in workspace.inbox.iterdir())[:regions]
    send_counts(workspace, {region: [("Aanbod", "groen")] for region in codes})


def publish_at(
    workspace: Workspace,
    period: str = "2021-H1",
    now: datetime = NOW,
    *,
    forms: Sequence[Form] | None = None,
) -> Published:
    """Publish a period at a moment, in the forms that a test examines; confirm revisions."""
    return publish(run_at(workspace, now), period, confirm_revision=lambda _: True, forms=forms)


def choose_forms(programme: Path, *forms: str) -> None:
    """Let the releases of a programme folder come in these forms, besides their databases."""
    path = programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    chosen, times = re.subn(
        r"^forms = \[.*\]", f"forms = {json.dumps(forms)}", text, flags=re.MULTILINE
    )
    assert times == 1
    path.write_text(chosen, encoding="utf-8")


def keep_regions(programme: Path, codes: Collection[str]) -> None:
    """Leave only these regions in a programme folder."""
    for name in ("regions.csv", "tiles.csv"):
        path = programme / name
        head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines = [line for line in lines if line.partition(",")[0] in codes]
        assert len(lines) == len(codes)
        path.write_text(head + "".join(lines), encoding="utf-8")


def changeable(path: Path) -> Path:
    """Return a file or folder of a release, which is read-only, once a test may change it."""
    for part in (path.parent.parent, path.parent, path, *path.rglob("*")):
        part.chmod(part.stat().st_mode | stat.S_IWUSR)
    return path


def verify_now(workspace: Workspace) -> Verified:
    """Check that record, warehouse and releases agree, without making any figures again."""
    return verify(run_at(workspace), with_figures=False)


def command(workspace: Workspace, *arguments: str) -> None:
    """Run a command that does its work."""
    assert run([*arguments, "--home", str(workspace.home)]) == 0


def ask(workspace: Workspace, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the warehouse."""
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def counts_of(
    workspace: Workspace, region: str = "AM12", period: str = "2021-H1", as_of: int | None = None
) -> dict[str, int]:
    """Return the number of a region's activities by status."""
    found = ask(
        workspace,
        "SELECT status, activities FROM summary.status_distribution(?, as_of := ?) "
        "WHERE region_code = ? AND category = 'total'",
        period,
        as_of,
        region,
    )
    return dict(found)


def feedback_of(workspace: Workspace, delivery: str) -> str:
    """Return what a reader sees of the feedback on a delivery, with single blanks between."""
    folder = workspace.outbox / delivery.partition("-")[0] / delivery
    page = (folder / "feedback.html").read_text(encoding="utf-8").partition("<main>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
