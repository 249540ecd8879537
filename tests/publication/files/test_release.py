"""A release on disk: described by its manifest, moved whole, checked against what was released."""

import hashlib
import json
import os
import stat
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pow_pipeline import VERSION
from pow_pipeline.durable import let_write
from pow_pipeline.errors import RecordError
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.release import (
    ReleasePlan,
    files_besides_manifest,
    hash_file,
    is_as_released,
    is_made_by_this_version,
    is_whole,
    move_into_place,
    remedy_of,
    remove_orphans,
    remove_pruned,
    unknown_files,
    verify_release,
    write_manifest,
)

PLAN = ReleasePlan("pow", "2021-H1", 2, 17, "figures", date(2021, 8, 20), revises="2021-H1.v1")


@pytest.fixture
def staged(tmp_path):
    folder = tmp_path / ".staged"
    for tier in ("public", "restricted"):
        (folder / tier / "more").mkdir(parents=True)
        (folder / tier / "more" / "a.csv").write_text(tier)
        (folder / tier / "index.html").write_text(tier)
        with duckdb.connect(folder / tier / "pow.duckdb") as connection:
            connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    return folder


@pytest.fixture
def made(staged, tmp_path):
    manifest = write_manifest(staged, PLAN)
    release = Release("2021-H1", 2, 17, "figures", manifest, visible_since=20)
    folder = tmp_path / "releases" / release.name
    move_into_place(staged, folder)
    yield folder, release
    if folder.exists():
        let_write(folder)


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_release_and_a_draft_have_names_of_their_own():
    assert PLAN.name == "2021-H1.v2"
    assert replace(PLAN, is_draft=True).name == "2021-H1.draft"
    with pytest.raises(FrozenInstanceError):
        PLAN.version = 3


def test_a_manifest_names_every_file_and_what_each_table_holds(staged):
    sha256 = write_manifest(staged, PLAN)
    content = (staged / "public" / "manifest.json").read_bytes()
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert content.startswith(b'{\n  "programme"')
    payload = json.loads(content)
    named = payload.pop("files")
    assert payload.pop("definitions")
    assert payload == {
        "programme": "pow",
        "period": "2021-H1",
        "version": 2,
        "issued": "2021-08-20",
        "as_of": 17,
        "figures": "figures",
        "revises": "2021-H1.v1",
        "code_version": VERSION,
    }
    assert set(named) == {
        f"{tier}/{name}"
        for tier in ("public", "restricted")
        for name in ("index.html", "more/a.csv", "pow.duckdb")
    }
    assert named["public/more/a.csv"] == {
        "sha256": hashlib.sha256(b"public").hexdigest(),
        "bytes": 6,
    }
    assert set(named["public/pow.duckdb"]) == {"tables", "definitions"}  # by contents, not bytes
    assert list(named["public/pow.duckdb"]["tables"]) == ["main.t"]


def test_whether_this_program_would_make_the_same(staged):
    assert not is_made_by_this_version(staged)
    write_manifest(staged, PLAN)
    assert is_made_by_this_version(staged)
    path = staged / "public" / "manifest.json"
    content = path.read_text()
    for altered in (
        content.replace(VERSION, "0.0"),
        content.replace('tions": "', 'tions": "x'),
        "{",
    ):
        path.write_text(altered)
        assert not is_made_by_this_version(staged)


def test_a_release_moves_whole_and_nobody_writes_to_it(made):
    folder, _ = made
    assert not (folder.parents[1] / ".staged").exists()
    assert (
        mode_of(folder)
        == mode_of(folder / "public")
        == mode_of(folder / "public" / "more")
        == 0o555
    )
    assert mode_of(folder / "public" / "more" / "a.csv") == 0o444
    assert mode_of(folder / "restricted") == mode_of(folder / "restricted" / "more") == 0o550
    assert mode_of(folder / "restricted" / "more" / "a.csv") == 0o440


def test_all_of_it_is_on_disk_before_it_gets_its_name(staged, tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(
        "pow_pipeline.publication.files.release.sync_tree", lambda path: done.append(path.exists())
    )
    monkeypatch.setattr(
        "pow_pipeline.publication.files.release.sync_folder", lambda path: done.append(path.name)
    )
    move_into_place(staged, tmp_path / "releases" / "x")
    assert done == [True, "releases"]
    let_write(tmp_path / "releases" / "x")


def test_a_whole_release_is_verified(made):
    folder, release = made
    assert verify_release(folder, release) == 7


@pytest.mark.parametrize(
    "name", ["public/more/a.csv", "restricted/more/a.csv", "public/pow.duckdb"]
)
@pytest.mark.parametrize("change", ["removed", "changed"])
def test_a_file_that_is_gone_or_changed_is_named(name, change, made):
    folder, release = made
    let_write(folder)
    (folder / name).chmod(0o644)
    if change == "removed":
        (folder / name).unlink()
    elif name.endswith(".duckdb"):
        with duckdb.connect(folder / name) as connection:
            connection.execute("UPDATE t SET a = 2")
    else:
        (folder / name).write_bytes(b"x")
    with pytest.raises(RecordError, match=f"{name}: missing, or not the file that was released"):
        verify_release(folder, release)


@pytest.mark.parametrize("change", ["removed", "changed"])
def test_another_manifest_is_noticed(change, made):
    folder, release = made
    let_write(folder)
    path = folder / "public" / "manifest.json"
    path.unlink()
    if change == "changed":
        path.write_text('{"files": {}}')
    with pytest.raises(RecordError, match="not the manifest that was released"):
        verify_release(folder, release)


def test_whether_a_database_is_as_it_was_released(made):
    folder, release = made
    path = folder / "public" / "pow.duckdb"
    assert is_as_released(path, folder, release)
    assert not is_as_released(path, folder, replace(release, manifest="another"))
    let_write(folder)
    path.unlink()
    assert not is_as_released(path, folder, release)
    (folder / "public" / "manifest.json").unlink()
    assert not is_as_released(path, folder, release)


def test_a_release_that_no_event_speaks_of_is_removed(made, tmp_path):
    folder, release = made
    orphan = tmp_path / "releases" / "2021-H1.v3"
    (orphan / "public").mkdir(parents=True)
    orphan.chmod(0o555)
    remove_orphans(folder.parent, [release])
    assert [path.name for path in folder.parent.iterdir()] == [release.name]
    remove_orphans(tmp_path / "nowhere", [])


@pytest.mark.parametrize(
    ("version", "is_shown", "is_removed"),
    [(3, False, True), (2, False, False), (4, False, False), (3, True, False)],
)
def test_only_the_release_that_was_to_follow_is_removed(version, is_shown, is_removed, made):
    folder, release = made
    before = replace(release, version=1)
    place = folder.parent / f"2021-H1.v{version}"
    (place / "public").mkdir(parents=True, exist_ok=True)
    if version != release.version:
        (place / "public" / "manifest.json").write_text("{}")
    catalogue = folder.parents[1] / "catalogue" / "1"
    catalogue.mkdir(parents=True)
    shown = place.name if is_shown else release.name
    (catalogue / "2021-H1").symlink_to(f"../../releases/{shown}")
    remove_orphans(folder.parent, [before, release])
    assert folder.is_dir()
    aside = [path.name for path in (folder.parents[1] / "set-aside").glob("*")]
    is_foreign = version != release.version and not is_removed
    assert [name.startswith(place.name) for name in aside] == [True] * is_foreign
    assert place.exists() == (version == release.version)


def test_files_that_the_manifest_does_not_name_are_found(made):
    folder, _ = made
    assert unknown_files(folder) == []
    let_write(folder)
    (folder / "public" / "more" / "empty").mkdir()
    assert unknown_files(folder) == []
    (folder / "public" / "extra.csv").write_text("x")
    (folder / "public" / "elsewhere").symlink_to(folder / "restricted")
    assert unknown_files(folder) == [
        folder / "public" / "elsewhere",
        folder / "public" / "extra.csv",
    ]


def test_a_damaged_release_is_not_whole_and_its_remedy_says_what_to_move(made):
    folder, release = made
    assert is_whole(folder, release)
    let_write(folder)
    (folder / "public" / "index.html").write_text("x")
    assert not is_whole(folder, release)
    assert remedy_of(folder, release).startswith(f"move {folder} elsewhere, and restore it from")
    assert remedy_of(folder.with_name("lost"), release).startswith("restore it from the backup")


def test_of_a_pruned_release_the_manifest_stays(made):
    folder, release = made
    before = files(folder)
    remove_pruned(folder.parent, [release])
    assert files(folder) == before
    pruned = replace(release, is_pruned=True)
    let_write(folder)
    next(iter(files_besides_manifest(folder))).unlink()  # pruning was interrupted
    assert verify_release(folder, pruned) == 6
    for _ in range(2):  # doing so again changes nothing
        remove_pruned(folder.parent, [pruned])
        assert [str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))] == [
            "public",
            "public/manifest.json",
        ]
    assert verify_release(folder, pruned) == 1


def test_the_files_next_to_a_manifest_come_in_order(made):
    folder, _ = made
    assert [str(path.relative_to(folder)) for path in files_besides_manifest(folder)] == [
        "public/index.html",
        "public/more/a.csv",
        "public/pow.duckdb",
        "restricted/index.html",
        "restricted/more/a.csv",
        "restricted/pow.duckdb",
    ]


def test_a_file_is_hashed_whole(tmp_path):
    content = os.urandom(3 * 2**18 + 7)
    Path(tmp_path / "a").write_bytes(content)
    assert hash_file(tmp_path / "a") == hashlib.sha256(content).hexdigest()
