"""A release with something to show on a dashboard, and what asks its databases."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.corpus.rules import QUESTIONS
from tests.harness.builders import HEADER, drop, form, ingest_at, nothing, publish_at, workbook
from tests.harness.once import make_once
from tests.harness.story import copy_workspace

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
DURING = datetime(2021, 7, 10, 9, tzinfo=UTC)
STATUSES = ("groen", "oranje", "rood", "groen")
SILENT, RED = "AM38", "AM12"


@pytest.fixture(scope="session")
def release(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two periods: one region silent, one twice red, one late, one that errs."""

    def make(folder: Path) -> Path:
        workspace = copy_workspace(template, folder)
        regions = sorted({path.name for path in workspace.inbox.iterdir()} - {SILENT})
        for period, moment in (("2020-H2", BEFORE), ("2021-H1", DURING)):
            for place, region in enumerate(regions):
                drop(workspace, region, report(region, period, place), f"{period}.xlsx")
            ingest_at(workspace, moment)
        drop(workspace, "AM13", form("AM13", rows=[("1", "x", "Aanbod", "paars", "")]))
        ingest_at(workspace, DURING.replace(day=12))
        now = DURING.replace(day=14)
        release = publish_at(workspace, now=now, forms=("dashboard", "sqlite")).folder
        assert release
        return release

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        return make_once(tmp_path_factory, "dashboard", make, template)


def report(region: str, period: str, place: int) -> bytes:
    """A region with a number of activities of its own; the first is red in one region."""
    rows = []
    for number in range(1, 13 + place % 5):
        later = period == "2021-H1" and number % 5 == 0
        status = STATUSES[(number * (place + 3) + later) % 4]
        if number == 1:
            status = "rood" if region == RED else "groen"
        category = ("Aanbod", "Vraag", "Route")[number % 3]
        rows.append((str(number), f"{region} activiteit {number}", category, status, "Een reden."))
    cells = [("Regio", region), ("Periode", period), (), HEADER, *rows, *nothing(rows)]
    return workbook(cells, second=("Samenwerking", [QUESTIONS, ("Aanjager", 1 + place % 5, "")]))


@pytest.fixture
def ask(release):
    """Ask the database of a tier, which is what the page must agree with."""

    def asked(query: str, *values, tier: str = "public"):
        with duckdb.connect(release / tier / "pow.duckdb", read_only=True) as connection:
            return connection.execute(query, list(values)).fetchall()

    return asked


@pytest.fixture(params=["public", "restricted"])
def tier(request):
    return request.param
