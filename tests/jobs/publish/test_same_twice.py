"""Two runs on the same input make the same record and the same releases, to the byte.

The bytes of DuckDB files are an exception: of these the contents must be the same.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.publication.files.checksums import is_database_whole, write_checksums
from pow_pipeline.publication.files.contents import describe_database
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, drop, form, ingest_at, initialise_at, publish_at
from tests.harness.story import copy_workspace


def contents(folder: Path) -> dict[str, object]:
    """Return what each file of a folder holds, by its path."""
    return {
        str(path.relative_to(folder)): describe_database(path)
        if path.suffix == ".duckdb"
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_same(first: Workspace, second: Workspace) -> None:
    for folder in (first.journal, first.blobs, first.releases, first.outbox):
        other = second.home / folder.relative_to(first.home)
        one, two = contents(folder), contents(other)
        assert one
        assert list(one) == list(two)
        assert [name for name in one if one[name] != two[name]] == []


def live(home: Path, programme: Path, report: Callable[[str, str], bytes]) -> Workspace:
    """Publish a period, then correct a report: events after a release hold hashes of it."""
    workspace, _ = initialise_at(home, programme=str(programme), now=NOW)
    for folder in sorted(workspace.inbox.iterdir()):
        drop(workspace, folder.name, report(folder.name, "groen"))
    ingest_at(workspace)
    publish_at(workspace)
    drop(workspace, "AM01", report("AM01", "oranje"), "correction.xlsx")
    ingest_at(workspace)
    return workspace


@pytest.mark.parametrize(
    "template",
    # `test_as_of` makes a release of all forms again to the byte.
    ["bare_template", pytest.param("recent_template", marks=pytest.mark.prove)],
)
def test_two_runs_make_the_same(template, request, tmp_path):
    home = request.getfixturevalue(template)
    programme = copy_workspace(home, tmp_path / "template").programme
    made: dict[tuple[str, str], bytes] = {}

    def report(region: str, status: str) -> bytes:
        rows = [("1", "Jobhunters", "Aanbod", status, "Uitleg bij de stand.")]
        return made.setdefault((region, status), form(region, rows=rows))

    assert_same(*(live(tmp_path / name, programme, report) for name in ("one", "another")))


def make(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("""
            CREATE TABLE each (n INTEGER);
            INSERT INTO each FROM range(3);
            CREATE VIEW few AS SELECT n FROM each WHERE n < 2;
            CREATE MACRO twice(x) AS 2 * x;
            COMMENT ON COLUMN each.n IS 'A number.'
        """)


@pytest.mark.parametrize(
    ("statement", "is_whole"),
    [
        ("SELECT 1", True),
        ("UPDATE each SET n = 3 WHERE n = 2", False),
        ("INSERT INTO each VALUES (2)", False),
        ("ALTER TABLE each ALTER n TYPE BIGINT", False),
        ("CREATE TABLE other (n INTEGER)", False),
        ("CREATE OR REPLACE VIEW few AS SELECT n FROM each WHERE n < 1", False),
        ("CREATE OR REPLACE MACRO twice(x) AS 3 * x", False),
        ("COMMENT ON COLUMN each.n IS 'Another.'", False),
        ("COMMENT ON TABLE each IS 'Another.'", False),
    ],
)
def test_contents_are_rows_and_definitions(statement, is_whole, tmp_path):
    path = tmp_path / "a.duckdb"
    make(path)
    described = describe_database(path)
    with duckdb.connect(path) as connection:
        connection.execute(statement)
    assert is_database_whole(tmp_path, path.name, described) is is_whole


@pytest.mark.parametrize(
    ("damage", "is_whole"),
    [
        (lambda content: content, True),
        (lambda content: content + b"x", False),
        (lambda content: content[:-1], False),
        (lambda content: content[: len(content) // 2], False),
        (lambda content: b"x" * len(content), False),
        (lambda _: b"", False),
    ],
)
@pytest.mark.parametrize("has_checksums", [True, False])
def test_damage_to_a_database_is_found(damage, is_whole, has_checksums, tmp_path):
    folder = tmp_path / "releases" / "2021-H1.v1"
    path = folder / "public" / "pow.duckdb"
    path.parent.mkdir(parents=True)
    make(path)
    described = describe_database(path)
    if has_checksums:
        write_checksums(folder, folder)
    elif not is_whole and path.stat().st_size < len(damage(path.read_bytes())):
        return  # a byte after the last block changes no contents
    path.write_bytes(damage(path.read_bytes()))
    assert is_database_whole(folder, "public/pow.duckdb", described) is is_whole


@pytest.mark.prove
def test_two_demonstrations_make_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("POW_NOW", "2026-11-30T09:00:00Z")
    homes = [tmp_path / name / "demo" for name in ("one", "another")]
    for home in homes:
        home.parent.mkdir()
        assert run(["demo", str(home), "--from", "2020-H2", "--to", "2021-H1"]) == 0
    assert_same(*map(Workspace, homes))
