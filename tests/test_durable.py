"""Files and folders are there whole or not at all, and nothing is left next to them."""

import hashlib
import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

from pow_pipeline import durable
from pow_pipeline.durable import (
    create_file,
    is_left_aside,
    let_write,
    make_folder,
    make_read_only,
    move_aside,
    open_new,
    point_link,
    put_in_place,
    remove_tree,
    sync_folder,
    sync_folders,
    sync_tree,
    write_file,
    write_files,
    write_folders,
)

pytestmark = pytest.mark.usefixtures("real_engines")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def synced(monkeypatch):
    """What was synced, by path; everything at once is an empty text."""
    paths: list[str] = []
    sync, everything = os.fsync, os.sync

    def fsync(descriptor):
        paths.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "sync", lambda: (paths.append(""), everything()))
    return paths


@pytest.mark.parametrize("before", [None, b"before"])
def test_a_file_takes_the_place_of_another(before, tmp_path, synced):
    path = tmp_path / "a"
    if before is not None:
        path.write_bytes(before)
    write_file(path, b"after")
    assert path.read_bytes() == b"after"
    assert names(tmp_path) == ["a"]
    aside, folder = synced
    assert (Path(aside).suffix, folder) == (".aside", str(tmp_path))


def test_the_mode_of_a_file_can_be_asked_for(tmp_path):
    before = os.umask(0)
    try:
        write_file(tmp_path / "a", b"", mode=0o600)
        write_file(tmp_path / "b", b"")
        with open_new(tmp_path / "c") as write:
            write(b"")
    finally:
        os.umask(before)
    assert [mode_of(tmp_path / name) for name in "abc"] == [0o600, 0o644, 0o644]


def test_what_is_written_is_written_whole_however_little_goes_at_once(tmp_path, monkeypatch):
    write_some = os.write
    monkeypatch.setattr(os, "write", lambda fd, view: write_some(fd, bytes(view)[:3]))
    (tmp_path / "a").write_bytes(b"something longer was here")
    opened = len(os.listdir("/proc/self/fd"))
    with open_new(tmp_path / "a") as write:
        write(b"0123456789")
        write(b"ab")
    assert (tmp_path / "a").read_bytes() == b"0123456789ab"
    assert len(os.listdir("/proc/self/fd")) == opened


@pytest.mark.parametrize(("count", "is_at_once"), [(0, False), (2, False), (32, False), (33, True)])
def test_many_files_are_synced_before_the_first_gets_its_name(count, is_at_once, tmp_path, synced):
    write_files([(tmp_path / f"{number}", b"%d" % number) for number in range(count)])
    assert len(names(tmp_path)) == count
    assert all((tmp_path / f"{number}").read_bytes() == b"%d" % number for number in range(count))
    assert ("" in synced) is is_at_once
    assert synced.count(str(tmp_path)) == (1 if count else 0)


def test_files_that_were_written_aside_get_their_names(tmp_path, synced):
    for name in ("x", "y"):
        (tmp_path / name).write_text(name)
    put_in_place([(tmp_path / "x", tmp_path / "a"), (str(tmp_path / "y"), tmp_path / "b")])
    assert names(tmp_path) == ["a", "b"]
    assert sorted(synced) == sorted(str(tmp_path / each) for each in ("", "x", "y"))


def test_a_folder_is_there_with_all_its_files(tmp_path, synced):
    seen = []
    folders = [
        (tmp_path / "one", {"a": b"1", "b": b"2"}),
        (tmp_path / "two", {"a": b"3"}),
    ]
    write_folders(
        folders,
        file_written=lambda: seen.append("file"),
        written=lambda: seen.append(names(tmp_path)),
    )
    assert {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()} == {
        "a": b"1",
        "b": b"2",
    }
    assert seen == ["file"] * 3 + [[".two", "one"], ["one", "two"]]
    assert {Path(path).name for path in synced} == {"a", "b", tmp_path.name}
    write_folders([(tmp_path / "three", {})])
    assert names(tmp_path) == ["one", "three", "two"]


def test_what_an_interrupted_process_left_of_a_folder_is_replaced(tmp_path):
    (tmp_path / ".one").mkdir()
    (tmp_path / ".one" / "stale").write_bytes(b"stale")
    write_folders([(tmp_path / "one", {"a": b"1"})])
    assert names(tmp_path) == ["one"]
    assert names(tmp_path / "one") == ["a"]


@pytest.mark.parametrize(
    ("is_private", "file", "folder"), [(False, 0o444, 0o555), (True, 0o440, 0o550)]
)
def test_nobody_writes_to_what_is_read_only_until_it_is_removed(is_private, file, folder, tmp_path):
    top = tmp_path / "top"
    (top / "in").mkdir(parents=True)
    (top / "in" / "a").write_bytes(b"a")
    (tmp_path / "neighbour").write_bytes(b"next to")
    neighbour = mode_of(tmp_path / "neighbour")
    (top / "link").symlink_to(tmp_path / "neighbour")
    (top / "linked").symlink_to(tmp_path)
    make_read_only(top, is_private=is_private)
    assert [mode_of(top / each) for each in ("in/a", "in", "")] == [file, folder, folder]
    assert mode_of(tmp_path / "neighbour") == neighbour
    let_write(top)
    assert [mode_of(top / each) for each in ("in/a", "in", "")] == [
        file,
        folder | stat.S_IWUSR,
        folder | stat.S_IWUSR,
    ]
    make_read_only(top)
    remove_tree(top)
    assert names(tmp_path) == ["neighbour"]
    remove_tree(top)  # doing so again changes nothing


def test_what_is_moved_aside_keeps_its_mode_but_for_a_folder_that_was_read_only(tmp_path):
    (tmp_path / "aside").mkdir()
    (tmp_path / "folder").mkdir(mode=0o555)
    (tmp_path / "file").write_bytes(b"a")
    (tmp_path / "file").chmod(0o444)
    (tmp_path / "link").symlink_to(tmp_path / "aside" / "folder")
    moved = move_aside(tmp_path / "folder", tmp_path / "aside" / "folder")
    assert mode_of(moved) == 0o755
    assert mode_of(move_aside(tmp_path / "file", tmp_path / "aside" / "file")) == 0o444
    moved.chmod(0o555)
    assert move_aside(tmp_path / "link", tmp_path / "aside" / "file").name == "file.2"
    assert mode_of(moved) == 0o555
    assert names(tmp_path) == ["aside"]


def test_bits_that_a_service_may_not_set_are_left_out(tmp_path):
    (tmp_path / "top").mkdir()
    (tmp_path / "top").chmod(0o2555)
    let_write(tmp_path / "top")
    assert mode_of(tmp_path / "top") == 0o755


def test_only_one_makes_a_file(tmp_path, synced):
    assert create_file(tmp_path / "a", b"first") is True
    assert synced[-1] == str(tmp_path)
    assert create_file(tmp_path / "a", b"second") is False
    assert (tmp_path / "a").read_bytes() == b"first"
    assert names(tmp_path) == ["a"]


def test_a_link_is_replaced_in_one_step(tmp_path, synced):
    for target in ("one", "two"):
        point_link(tmp_path / "link", target)
        assert os.readlink(tmp_path / "link") == target
        assert names(tmp_path) == ["link"]
    assert synced == [str(tmp_path)] * 2


def test_a_tree_is_synced_whole(tmp_path, synced):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(b"a")
    sync_tree(tmp_path)
    assert sorted(synced) == sorted(str(tmp_path / each) for each in ("", "in", "in/a"))
    synced.clear()
    sync_folder(tmp_path / "in")
    sync_folders([tmp_path])
    assert synced == [str(tmp_path / "in"), str(tmp_path)]
    assert len(os.listdir("/proc/self/fd")) < 200


def test_syncing_leaves_no_descriptor_open(tmp_path):
    opened = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        sync_folder(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == opened


def test_a_folder_is_made_with_those_above_it(tmp_path, synced):
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert synced == [str(tmp_path), str(tmp_path / "a")]
    synced.clear()
    make_folder(tmp_path / "a" / "b")
    assert synced == []


def test_a_folder_that_another_process_makes_meanwhile_is_well(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "is_dir", lambda path: path == tmp_path)
    (tmp_path / "a").mkdir()
    make_folder(tmp_path / "a")


def test_a_name_aside_is_hidden_and_never_the_same(tmp_path):
    first, second = (durable._name_aside(tmp_path / "a") for _ in range(2))
    assert first != second
    assert Path(first).parent == tmp_path
    assert Path(first).name.startswith(".")
    assert f"-{os.getpid()}-" in first


def test_what_a_process_wrote_aside_is_left_once_it_has_ended(tmp_path):
    ours = Path(durable._name_aside(tmp_path / "a"))
    child = subprocess.Popen(["sleep", "60"])
    theirs = ours.with_name(ours.name.replace(f"-{os.getpid()}-", f"-{child.pid}-"))
    assert not is_left_aside(ours)
    assert not is_left_aside(theirs)
    child.kill()
    child.wait()
    assert is_left_aside(theirs)


def test_processes_belong_to_this_start_of_the_machine_and_this_container():
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    place = f"{boot}{os.stat('/proc/self/ns/pid').st_ino}"
    assert durable._processes() == hashlib.sha256(place.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        (".00000000-1-0123456789abcdef.aside", 0.999, False),
        (".00000000-1-0123456789abcdef.aside", 1.001, True),
        (".0123456789abcdef.aside", 2, False),
        (".00000000-1-0123456789abcdef.aside.bak", 2, False),
        ("00000000-1-0123456789abcdef.aside", 2, False),
    ],
)
def test_what_another_machine_wrote_aside_is_its_own_for_a_day(name, days, expected, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"")
    written = time.time() - days * 24 * 3600
    os.utime(path, (written, written))
    assert is_left_aside(path) is expected
    path.unlink()
    assert not is_left_aside(path)
