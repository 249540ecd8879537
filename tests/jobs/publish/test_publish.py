"""Publishing: what a release holds, when a new one is made, and when none is."""

import json
import os
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import PublicationBlockedError, RecordError, UsageError, WorkspaceError
from pow_pipeline.jobs.publish import publish as publication
from pow_pipeline.publication.files.release import ReleasePlan, write_manifest
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    ask,
    changeable,
    drop,
    form,
    ingest_at,
    publish_at,
    run_at,
    send,
    send_counts,
    send_one_each,
    verify_now,
)
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace
from tests.publication.sheet_of_2021 import read_csv, regional_counts, spread

FIRST = "2021-H1.v1"
LATER = datetime(2022, 1, 10, tzinfo=UTC)
SHEET = {  # the table of the sheet as it was published
    "total": (49, 44, 7),
    "aanbod": (57, 38, 5),
    "vraag": (43, 50, 7),
    "route": (46, 47, 8),
    "scholing": (52, 44, 4),
}
COLUMNS = [
    "period",
    "scope",
    "region_code",
    "category",
    "status",
    "activities",
    "denominator",
    "share",
    "percentage",
    "lower",
    "upper",
    "flag",
]


def percentages(release: Path) -> dict[str, tuple[int, ...]]:
    rows = read_csv(release / "public" / "status_distribution.csv")
    shares = defaultdict(list)
    for row in rows:
        if row["scope"] == "programme" and row["period"] == "2021-H1":
            shares[row["category"]].append(int(row["percentage"]))
    return {category: tuple(values) for category, values in shares.items()}


@pytest.fixture(scope="module")
def later_release(template, tmp_path_factory) -> Path:
    """A release of 2021-H1, made when one region had reported on the next period as well.

    That region sent nonsense too, in the period itself and after it.
    """
    workspace = copy_workspace(template, tmp_path_factory.mktemp("later"))
    send_one_each(workspace)
    send(workspace, "AM12", b"nonsense", name="early.xlsx")
    send(workspace, "AM12", form(period="2021-H2"), LATER)
    send(workspace, "AM12", b"more nonsense", LATER, name="late.xlsx")
    return publish_at(workspace, now=LATER).folder


def test_the_published_figures_are_those_of_the_sheet(of_the_sheet):
    counts = regional_counts()
    assert len(counts) == 35
    assert sum(map(len, counts.values())) == 840
    assert percentages(of_the_sheet) == SHEET
    assert sum(SHEET["route"]) == 101


@pytest.mark.prove
@pytest.mark.parametrize("fixture", ["minimal_196", "tie_free_198"])
def test_other_numbers_with_its_percentages_give_those_of_the_sheet(fixture, workspace):
    counts = spread(fixture, sorted(path.name for path in workspace.inbox.iterdir()))
    assert len(counts) == 35
    assert sum(map(len, counts.values())) == int(fixture.rpartition("_")[2])
    send_counts(workspace, counts)
    assert percentages(publish_at(workspace, forms=["tables"]).folder) == SHEET


def test_a_release_holds_its_files(of_the_sheet):
    release = of_the_sheet
    assert {path.name for path in (release / "public").iterdir()} == {
        "CHANGELOG.md",
        "charts",
        "columns.csv",
        "dashboard.html",
        "datapackage.json",
        "index.html",
        "manifest.json",
        "pow.duckdb",
        "pow.sqlite",
        "release.json",
        "summary.ods",
        "summary.xlsx",
        *(f"sheet.{language}.{form}" for language in ("nl", "en") for form in ("html", "pdf")),
        "plausibility.html",
        "plausibility.json",
        *(f"{name}.{kind}" for name in PUBLISHED_SUMMARIES for kind in ("csv", "json", "parquet")),
    }
    restricted = {path.name for path in (release / "restricted").iterdir()}
    assert {"pow.duckdb", "pow.sqlite", "dashboard.html", "explanations.csv"} <= restricted
    assert {"activity_history.csv", "activity_history.parquet"} <= restricted
    rows = read_csv(release / "public" / "status_distribution.csv")
    assert list(rows[0]) == list(COLUMNS)
    own = [row for row in rows if row["period"] == "2021-H1"]
    assert len(own) == (1 + 35) * 5 * 3
    assert max(row["period"] for row in rows) == "2021-H1"


def test_the_public_database_holds_commented_aggregates_only(published):
    release = published.releases / FIRST
    with duckdb.connect(release / "public" / "pow.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
        ).fetchall()
        bare = connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        ).fetchall()
    assert tables == [("summary", name) for name in sorted(PUBLISHED_SUMMARIES)]
    assert bare == []
    content = (release / "public" / "pow.duckdb").read_bytes()
    assert b"Activiteit 1" not in content


def test_no_release_holds_a_period_after_its_own(later_release):
    for tier in ("public", "restricted"):
        with duckdb.connect(later_release / tier / "pow.duckdb", read_only=True) as connection:
            assert connection.execute(
                "SELECT max(period) FROM summary.status_distribution"
            ).fetchone() == ("2021-H1",)
    with duckdb.connect(later_release / "restricted" / "pow.duckdb", read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) FROM record.submission WHERE period > '2021-H1'"
        ).fetchone() == (0,)
        assert connection.execute(
            "SELECT sum(activities) FROM summary.status_distribution('2021-H1') "
            "WHERE scope = 'programme' AND category = 'total'"
        ).fetchone() == (35,)


def test_the_same_figures_are_not_released_again_and_others_are(published):
    workspace = published
    first = publish_at(workspace)
    assert (first.is_new, first.release.name) == (False, FIRST)
    send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "rood", "Later.")]))
    second = publish_at(workspace)
    assert (second.is_new, second.release.name) == (True, "2021-H1.v2")
    current = workspace.published / "current"
    assert os.readlink(current) == "catalogue/2"
    assert (current / "2021-H1").resolve() == second.folder
    assert (current / "latest").resolve() == second.folder
    assert first.folder.is_dir()
    assert_invariants(workspace)


def test_the_same_figures_are_staged_and_not_released_again(published):
    """Each publication compares figures, so that one made from a wrong warehouse is corrected."""
    drop(published, "AM12", b"no form")
    ingest_at(published)
    assert not publish_at(published).is_new
    assert [path.name for path in published.releases.iterdir()] == [FIRST]


def test_a_revision_that_is_not_confirmed_changes_nothing(published):
    from pow_pipeline.jobs.publish.publish import publish

    workspace, first = published, published.releases / FIRST
    send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "rood", "Later.")]))
    compared = []
    declined = publish(
        run_at(workspace),
        "2021-H1",
        confirm_revision=lambda revision: compared.append(revision.before),
    )
    assert compared == [FIRST]
    assert (declined.is_new, declined.folder) == (False, first)
    assert sorted(path.name for path in first.parent.iterdir()) == [FIRST]


@pytest.mark.prove  # the boundary is in `test_plausible_figures`, a stop in `test_approve`
@pytest.mark.parametrize(("regions", "is_published"), [(20, False), (21, True), (22, True)])
def test_too_few_reports_stop_a_publication(regions, is_published, workspace):
    send_one_each(workspace, regions)  # 60% of 35 regions is 21
    if is_published:
        assert publish_at(workspace).is_new
        return
    with pytest.raises(PublicationBlockedError) as caught:
        publish_at(workspace)
    assert "FAILED  reporting rate at or above the programme's minimum" in str(caught.value)
    numbers = "expected 35, exempt 0, in_force 20, reporting_rate 57.1%, minimum 60.0%"
    assert numbers in str(caught.value)
    assert "what to do: wait for more reports" in str(caught.value)
    assert not (workspace.published / "current").exists()
    assert not list((workspace.published).glob("**/.staged"))


def test_an_unknown_period_is_refused_with_those_that_are_known(workspace):
    with pytest.raises(UsageError, match="no period '2021H1'; it has 2020-H2"):
        publish_at(workspace, "2021H1")


def test_a_published_file_that_was_changed_is_noticed(published):
    path = changeable(published.releases / FIRST / "public" / "columns.csv")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(RecordError, match=r"columns\.csv: missing, or not the file"):
        verify_now(published)


def test_a_release_whose_folder_is_gone_does_not_stay_current(published, capsys):
    shutil.rmtree(changeable(published.releases / FIRST))
    with pytest.raises(WorkspaceError, match=r"2021-H1\.v1: missing, though .* from a back-up"):
        publish_at(published)
    assert run(["sql", "--home", str(published.home)]) == 3
    assert "restore its release from a back-up" in capsys.readouterr().err


def test_the_manifest_names_every_file_with_its_hash(published):
    release = published.releases / FIRST
    manifest = json.loads((release / "public" / "manifest.json").read_bytes())
    assert manifest["period"] == "2021-H1"
    assert manifest["version"] == 1
    assert set(manifest["files"]) == {
        str(path.relative_to(release))
        for path in release.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_what_arrives_while_a_publication_is_checked_is_validated_by_it(workspace, monkeypatch):
    import pow_pipeline.jobs.publish.publish as job

    send_one_each(workspace, 10)
    assess = job.assess

    def assess_and_be_overtaken(*arguments, **others):
        drop(workspace, "AM37", form("AM37"))
        assert ingest_at(workspace).left_to_another
        return assess(*arguments, **others)

    monkeypatch.setattr(job, "assess", assess_and_be_overtaken)
    with pytest.raises(PublicationBlockedError):
        publish_at(workspace)
    assert_invariants(workspace)


def test_a_release_that_no_event_speaks_of_is_noticed_and_removed(published):
    workspace, first = published, published.releases / FIRST
    orphan = first.with_name("2021-H1.v2")
    orphan.mkdir()
    with pytest.raises(RecordError, match=r"no event speaks of 2021-H1\.v2"):
        verify_now(workspace)
    publish_at(workspace)
    assert not orphan.exists()
    assert first.exists()


def test_the_restricted_database_holds_every_summary_as_a_table_with_comments(published):
    from pow_pipeline.warehouse.connection import read_warehouse

    release = published.releases / FIRST
    views = "SELECT view_name FROM duckdb_views() WHERE schema_name = 'summary' ORDER BY ALL"
    with read_warehouse(published.warehouse) as connection:
        names = connection.execute(views).fetchall()
    with duckdb.connect(release / "restricted" / "pow.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'summary' ORDER BY ALL"
        ).fetchall()
        bare = connection.execute(
            """
            SELECT table_name, column_name FROM duckdb_columns()
            WHERE comment IS NULL AND NOT internal
            UNION ALL
            SELECT table_name, NULL FROM duckdb_tables() WHERE comment IS NULL
            """
        ).fetchall()
        assert connection.execute(views).fetchall() == []
    assert ("submission_outcomes",) in names
    assert tables == names
    assert bare == []


def test_a_file_that_names_no_period_is_in_no_release_of_a_period_before_it_came(later_release):
    with duckdb.connect(later_release / "restricted" / "pow.duckdb", read_only=True) as connection:
        names = connection.execute(
            "SELECT name FROM record.delivery JOIN summary.submission_outcomes USING (delivery) "
            "WHERE ended_with = 'stopped'"
        ).fetchall()
        assert names == [("early.xlsx",)]
        rows = connection.execute("SELECT count(*) FROM summary.submission_outcomes").fetchone()
        assert rows == (36 * 5,)


def test_what_a_rerun_finds_to_be_about_a_later_period_is_in_no_release_of_an_earlier_one(
    workspace,
):
    """The batch before it, about the earlier period, must not come back to life."""
    from pow_pipeline.publication.files.snapshot import stage_full

    send_one_each(workspace)
    ((delivery,),) = ask(workspace, "SELECT delivery FROM record.delivery WHERE sender = 'AM12'")
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute(
            """
            INSERT INTO record.result
            SELECT * REPLACE (event + 1 AS event, '2021-H2' AS period) FROM record.result
            WHERE delivery = ?
            """,
            [delivery],
        )
        connection.execute(
            """
            INSERT INTO record.submission
            SELECT * REPLACE (100 AS submission, event + 1 AS event, '2021-H2' AS period)
            FROM record.submission
            WHERE delivery = ?
            """,
            [delivery],
        )
    full = workspace.home / "staged" / "pow.duckdb"
    stage_full(workspace.warehouse, full, period="2021-H1")
    with duckdb.connect(full, read_only=True) as connection:
        for counted in ("summary.submission_in_force", "summary.submission_in_force('2021-H1')"):
            assert connection.execute(f"SELECT count(*) FROM {counted}").fetchone() == (34,)


@pytest.mark.parametrize("name", ["public/pow.duckdb", "public/columns.csv"])
def test_a_file_that_changes_while_it_is_published_stops_the_publication(
    name: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    send_one_each(workspace)

    def describe_and_change(staged: Path, plan: ReleasePlan) -> str:
        manifest = write_manifest(staged, plan)
        with (staged / name).open("ab") as file:
            file.write(b"x")
        return manifest

    monkeypatch.setattr(publication, "write_manifest", describe_and_change)
    with pytest.raises(RecordError, match=f"{name}: changed while it was published"):
        publish_at(workspace)
    assert not list(workspace.published.glob("releases/*"))
