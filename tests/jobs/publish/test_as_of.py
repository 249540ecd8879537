"""An earlier state made again: the same bytes as were released, and nothing else touched."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.publish.as_of import make_again
from pow_pipeline.publication.files.contents import describe_database
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import changeable, command, run_at, verify_now
from tests.harness.form_server import POW
from tests.publication.fixtures import Lived
from tests.publication.revised_releases import SUMMER, WINTER

RELEASES = (
    ("2021-H1.v1", "2021-07-10"),
    ("2021-H2.v1", "2022-01-10"),
    ("2021-H1.v2", "2022-03-01"),
    ("2021-H2.v2", "2022-03-01"),
    ("2021-H1.v3", "2022-03-01"),
)


@pytest.fixture
def bare(lived_bare) -> Workspace:
    """A workspace with releases of databases alone."""
    return workspace_of(lived_bare)


@pytest.fixture
def copied(bare: Workspace, tmp_path: Path) -> Workspace:
    """The same, for tests that change it."""
    workspace = Workspace(tmp_path / "copy")
    shutil.copytree(bare.home, workspace.home, symlinks=True)
    return workspace


def workspace_of(lived: Lived) -> Workspace:
    workspace, published = lived
    names = [publication.release.name for publication in published if publication.release]
    assert names == [name for name, _ in RELEASES]
    return workspace


def contents(release: Path) -> dict[str, bytes | dict[str, str]]:
    return {
        str(path.relative_to(release)): describe_database(path)["tables"]
        if path.suffix == ".duckdb"
        else path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file()
    }


def tree(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in sorted(folder.rglob("*"))}


def as_of(workspace: Workspace, name: str) -> int:
    events = [e for e in Journal(workspace.journal).read() if e.type == "released"]
    return next(e.as_of for e in events if f"{e.period}.v{e.version}" == name)


def again(workspace: Workspace, name: str, issued: str, folder: Path) -> Path:
    made = make_again(
        run_at(workspace, SUMMER),
        name.partition(".")[0],
        as_of=as_of(workspace, name),
        issued=issued,
        folder=folder,
    )
    assert (made.release, made.is_as_released) == (name, True)
    return made.folder


def assert_made_again(workspace: Workspace, name: str, issued: str, folder: Path) -> None:
    before = tree(workspace.home)
    made = again(workspace, name, issued, folder)
    assert contents(made) == contents(workspace.releases / name)
    assert tree(workspace.home) == before
    assert [path.name for path in made.parent.iterdir()] == [folder.name]


def test_an_earlier_state_is_made_again_to_the_byte(lived, tmp_path):
    workspace = workspace_of(lived)
    assert_made_again(workspace, "2021-H2.v2", "2022-03-01", tmp_path / "new" / "again")


@pytest.mark.prove
@pytest.mark.parametrize(("name", "issued"), RELEASES)
def test_each_earlier_state_is_made_again_to_the_byte(name, issued, lived_whole, tmp_path):
    assert_made_again(workspace_of(lived_whole), name, issued, tmp_path / "new" / "again")


def modes(home: Path) -> dict[str, int]:
    """Return the mode of everything that a back-up holds or a rebuild makes."""
    paths = (path for path in home.rglob("*") if not path.is_symlink())
    named = {str(path.relative_to(home)): path.stat().st_mode for path in paths}
    left_out = ("locks/", "record/head.json", "record/scans.json")
    return {name: mode for name, mode in named.items() if not name.startswith(left_out)}


def test_a_back_up_on_another_path_gives_the_same_releases(bare, tmp_path):
    for new in ("", "; 0 files were new"):  # without root's right to write what is read-only
        less = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if not os.getuid() else []
        backup = [*less, *POW, "backup", tmp_path / "back-up", "--home", bare.home]
        output = subprocess.run(backup, capture_output=True, text=True, check=True).stdout
        assert output.strip().endswith(new)
    elsewhere = Workspace(tmp_path / "another path" / "work")
    shutil.copytree(tmp_path / "back-up", elsewhere.home, symlinks=True)
    command(elsewhere, "rebuild")
    verify_now(elsewhere)
    assert contents(elsewhere.published) == contents(bare.published)
    assert modes(elsewhere.home) == modes(bare.home)
    assert (elsewhere.published / "current").readlink() == (bare.published / "current").readlink()
    made = again(elsewhere, "2021-H1.v2", "2022-03-01", tmp_path / "again")
    assert contents(made) == contents(bare.published / "releases" / "2021-H1.v2")


@pytest.mark.prove
@pytest.mark.parametrize("name", ["2021-H2.v1", "2021-H1.v2"])
def test_it_is_the_same_after_a_rebuild_and_on_another_path(name, lived_whole, tmp_path):
    lived = workspace_of(lived_whole)
    elsewhere = Workspace(tmp_path / "a path that is longer" / "copy")
    shutil.copytree(lived.home, elsewhere.home, symlinks=True)
    command(elsewhere, "rebuild")
    made = again(elsewhere, name, dict(RELEASES)[name], tmp_path / "again")
    assert contents(made) == contents(lived.published / "releases" / name)
    verify_now(elsewhere)


def test_the_record_alone_is_enough(bare, tmp_path):
    elsewhere = Workspace(tmp_path / "copy")
    shutil.copytree(bare.home / "record", elsewhere.home / "record")
    made = again(elsewhere, "2021-H1.v2", "2022-03-01", tmp_path / "again")
    assert contents(made) == contents(bare.published / "releases" / "2021-H1.v2")


def test_another_day_or_event_is_not_what_was_released(bare, tmp_path, capsys):
    number = as_of(bare, "2021-H2.v1")
    arguments = ["publish", "2021-H2", "--home", str(bare.home), "--as-of"]
    folder = tmp_path / "again"
    assert run([*arguments, str(number), "--issued", "11-01-2022", "-o", str(folder)]) == 0
    output = capsys.readouterr().out
    assert f"2021-H2.v1 as of event {number} is made, and not published: {folder}" in output
    assert "it is not what was released as 2021-H2.v1" in output
    manifest = json.loads((folder / "public" / "manifest.json").read_bytes())
    assert (manifest["issued"], manifest["as_of"]) == ("2022-01-11", number)


def test_what_would_have_been_published_in_between_has_the_number_of_then(bare, tmp_path):
    """As of the first release itself the next one would have been a second version."""
    made = make_again(
        run_at(bare, WINTER),
        "2021-H1",
        as_of=as_of(bare, "2021-H1.v1") + 1,
        issued=None,
        folder=tmp_path,
    )
    assert (made.release, made.is_as_released) == ("2021-H1.v2", False)
    revisions = (made.folder / "public" / "revisions.csv").read_text().splitlines()
    assert len(revisions) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--as-of", "0", "-o", "{new}"), "there is no event 0; the last one is"),
        (("--as-of", "999", "-o", "{new}"), "there is no event 999; the last one is"),
        (("--as-of", "2", "-o", "{full}"), "is not empty; name another one with -o"),
        (("--as-of", "2", "-o", "{full}/file"), "is no folder; name another one with -o"),
        (("--as-of", "2", "-o", "{home}/published/x"), "among what the workspace keeps"),
        (("--as-of", "2", "-o", "{new}", "--issued", "soon"), "'soon' is not a day"),
        (("--as-of", "2"), "name its event and a folder, such as: pow publish 2021-H1 --as-of"),
        (("-o", "{new}"), "name its event and a folder, such as: pow publish 2021-H1 --as-of"),
        (("--issued", "2021-08-01"), "name its event and a folder"),
    ],
)
def test_what_cannot_be_made_again_is_refused(arguments, expected, bare, tmp_path, capsys):
    full = tmp_path / "full"
    full.mkdir()
    (full / "file").touch()
    places = {"new": tmp_path / "new", "full": full, "home": bare.home}
    given = [argument.format(**places) for argument in arguments]
    before = tree(bare.home)
    assert run(["publish", "2021-H1", "--home", str(bare.home), *given]) == 2
    assert expected in capsys.readouterr().err
    assert tree(bare.home) == before
    assert not (tmp_path / "new").exists()


def test_a_period_that_the_programme_lacks_is_refused(bare, tmp_path):
    with pytest.raises(UsageError, match="no period '2031-H1'"):
        make_again(
            run_at(bare, SUMMER),
            "2031-H1",
            as_of=2,
            issued=None,
            folder=tmp_path / "new",
        )


def test_what_was_erased_since_is_left_out(copied, tmp_path):
    command(copied, "decide", "erase", "AM03-2-3", "--yes", "--why", "a name")
    folder = tmp_path / "again"
    made = make_again(
        run_at(copied, SUMMER),
        "2021-H1",
        as_of=as_of(copied, "2021-H1.v1"),
        issued="2021-07-10",
        folder=folder,
    )
    assert made.is_as_released is False
    with duckdb.connect(folder / "public" / "pow.duckdb", read_only=True) as connection:
        counts = connection.execute(
            "SELECT activities, denominator FROM summary.status_distribution "
            "WHERE period = '2021-H1' AND scope = 'programme' AND category = 'total' "
            "AND status = 'on_track'"
        ).fetchall()
    assert counts == [(23, 46)]


def test_a_release_that_is_gone_and_was_otherwise_is_not_compared_with(copied, capsys):
    command(copied, "decide", "erase", "AM03-2-3", "--yes", "--why", "a name")
    shutil.rmtree(changeable(copied.releases / "2021-H1.v1"))
    capsys.readouterr()
    assert run(["diff", "2021-H1", "v1", "v2", "--home", str(copied.home)]) == 3
    output = capsys.readouterr().err
    assert (
        "2021-H1.v1: missing or changed, and its figures cannot be made again as they were"
        in output
    )


@pytest.mark.parametrize("content", [b"no database", None])
def test_a_release_that_was_changed_is_made_again_to_be_compared(content, copied, capsys):
    arguments = ["diff", "2021-H1", "v1", "v2", "--json", "--home", str(copied.home)]
    assert run(arguments) == 0
    as_released = capsys.readouterr().out
    path = changeable(copied.releases / "2021-H1.v1" / "public" / "pow.duckdb")
    if content is not None:
        path.write_bytes(content)
    else:
        with duckdb.connect(path) as connection:
            connection.execute("UPDATE summary.status_distribution SET activities = activities + 1")
    assert run(arguments) == 0
    assert capsys.readouterr().out == as_released
