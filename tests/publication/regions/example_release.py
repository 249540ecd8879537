"""A release in which regions differ in all that can become of a report, for tests of pages."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    CATEGORIES,
    choose_forms,
    command,
    drop,
    form,
    ingest_at,
    initialise_at,
    publish_at,
)
from tests.harness.once import make_once

SUMMER = datetime(2021, 7, 10, 9, tzinfo=UTC)
WINTER = datetime(2022, 1, 10, 9, tzinfo=UTC)
LATE = datetime(2022, 2, 10, 9, tzinfo=UTC)
SPRING = datetime(2022, 3, 1, 9, tzinfo=UTC)
WHY = ("--why", "a test", "--by", "me")
ASKED, SILENT, REJECTED, EXEMPT, LATER, EXTENDED = "AM01", "AM02", "AM03", "AM06", "AM07", "AM08"
GONE = "AM38"  # it existed in the first period alone
NOT_IN_TIME = (SILENT, REJECTED, EXEMPT, LATER, EXTENDED, GONE)
STATUSES = ("groen", "groen", "oranje", "rood", "gereed")


def rows_of(region: str, period: str) -> list[tuple[str, str, str, str, str]]:
    """Return a dozen activities or so, whose names tell of which region they are."""
    place, later = int(region[2:]), period == "2021-H2"
    return [
        (
            f"{region}-{number:02d}",
            f"{region} werk {number}",
            CATEGORIES[number % 4],
            STATUSES[(place + number * (number + later)) % len(STATUSES)],
            f"Uitleg van {region} bij {number}.",
        )
        for number in range(1, 12 + place % 3)
    ]


def live(workspace: Workspace) -> Path:
    """Let two periods pass, publish the second and return its release."""
    codes = sorted(path.name for path in workspace.inbox.iterdir())
    regions = workspace.programme / "regions.csv"
    text = regions.read_text(encoding="utf-8")
    assert text.splitlines()[-1].startswith(GONE)
    ended = text.rstrip().removesuffix(",,") + ",2021-08-01,\n"  # valid_until
    regions.write_text(ended, encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")
    for period, now, others in (("2021-H1", SUMMER, ()), ("2021-H2", WINTER, NOT_IN_TIME)):
        for region in codes:
            if region not in others:
                drop(workspace, region, form(region, period, rows_of(region, period)))
        drop(workspace, ASKED, form(ASKED, period, asked_about(period)), "second.xlsx")
        ingest_at(workspace, now)
    command(workspace, "decide", "exempt", EXEMPT, "2021-H2", *WHY)
    command(workspace, "decide", "extend", EXTENDED, "2021-H2", "--until", "2022-02-15", *WHY)
    for region in (LATER, EXTENDED):
        drop(workspace, region, form(region, "2021-H2", rows_of(region, "2021-H2")))
    wrong = [(*row[:3], "paars", "") for row in rows_of(REJECTED, "2021-H2")]
    drop(workspace, REJECTED, form(REJECTED, "2021-H2", wrong))
    ingest_at(workspace, LATE)
    return publish_at(workspace, "2021-H2", SPRING).folder


def asked_about(period: str) -> list[tuple[str, str, str, str, str]]:
    """Return activities of which the second is red without a word about it."""
    first, second, *rest = rows_of(ASKED, period)
    return [first, (*second[:3], "rood", ""), *rest]


@pytest.fixture(scope="session")
def regional(few_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of `live`; tests leave it as it is."""

    def make(folder: Path) -> Path:
        name = find_programme().name
        source = shutil.copytree(few_template.parent / name, folder / name)
        choose_forms(source, "regions", "region_documents")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("POW_NOW", SPRING.isoformat())
            patch.setenv("POW_STABLE_SECONDS", "0")
            workspace, _ = initialise_at(folder / "work", programme=str(source), now=SUMMER)
            return live(workspace)

    return make_once(tmp_path_factory, "regional", make)
