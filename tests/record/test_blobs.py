"""Blobs: kept once under their hash, read back only as they were, removed only when unnamed."""

import errno
import hashlib
import os
from dataclasses import FrozenInstanceError

import pytest

from pow_pipeline.durable import make_folder
from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs

CONTENTS = (b"first", b"second", b"first")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


def kept(blobs, tmp_path):
    return {path.name for path in (tmp_path / "blobs").glob("*/*")}


def copied(blobs, tmp_path, content, name="a.copy", **options):
    source = tmp_path / "source"
    source.write_bytes(content)
    with source.open("rb") as file:
        return blobs.copy(file.fileno(), tmp_path / name, most=len(content) + 1, **options)


def test_contents_are_kept_once_and_hashes_come_in_their_order(blobs, tmp_path):
    assert blobs.add(CONTENTS) == [sha256(each) for each in CONTENTS]
    assert kept(blobs, tmp_path) == {sha256(b"first"), sha256(b"second")}
    assert [blobs.read(sha256(each)) for each in CONTENTS] == [*CONTENTS]
    assert blobs.path(sha256(b"first")).parent.name == sha256(b"first")[:2]


def test_what_is_there_is_not_written_again(blobs):
    (name,) = blobs.add([b"first"])
    before = blobs.path(name).stat()
    blobs.add([b"first"])
    assert blobs.path(name).stat().st_ino == before.st_ino


@pytest.mark.parametrize("size", [0, 1, 2**20 - 1, 2**20, 2**20 + 1, 2**21 + 5])
def test_a_copy_of_any_size_becomes_a_blob(size, blobs, tmp_path):
    content = os.urandom(size)
    copy = copied(blobs, tmp_path, content)
    assert (copy.sha256, copy.size) == (sha256(content), size)
    with pytest.raises(FrozenInstanceError):
        copy.size = 0
    blobs.keep([copy])
    assert blobs.read(copy.sha256) == content
    assert not copy.path.exists()


def test_a_copy_ends_at_the_most_that_is_copied(blobs, tmp_path):
    (tmp_path / "source").write_bytes(b"0123456789")
    with (tmp_path / "source").open("rb") as file:
        copy = blobs.copy(file.fileno(), tmp_path / "a.copy", most=4)
    assert (copy.size, copy.path.read_bytes()) == (4, b"0123")


def test_without_a_source_a_copy_is_empty(blobs, tmp_path):
    copy = blobs.copy(None, tmp_path / "a.copy")
    assert (copy.size, copy.sha256) == (0, sha256(b""))


def test_two_copies_of_the_same_bytes_leave_one_blob_and_no_copy(blobs, tmp_path):
    copies = [copied(blobs, tmp_path, b"same", f"{number}.copy") for number in range(2)]
    blobs.keep(copies)
    later = copied(blobs, tmp_path, b"same", "later.copy")
    blobs.keep([later])
    assert kept(blobs, tmp_path) == {sha256(b"same")}
    assert not list(tmp_path.glob("*.copy"))


@pytest.mark.parametrize(
    ("change", "message", "damage"),
    [
        (lambda path: path.write_bytes(b"another"), "not the bytes that were kept", "not the"),
        (lambda path: path.unlink(), "missing; restore", "missing"),
    ],
)
def test_damage_is_reported(change, message, damage, blobs):
    (name,) = blobs.add([b"first"])
    assert blobs.damage(name, is_hashed=True) is None
    change(blobs.path(name))
    with pytest.raises(RecordError, match=message):
        blobs.read(name)
    assert (blobs.damage(name, is_hashed=True) or "").startswith(damage)


def test_what_is_not_hashed_again_must_only_be_there(blobs):
    (name,) = blobs.add([b"first"])
    blobs.path(name).write_bytes(b"another")
    assert blobs.damage(name, is_hashed=False) is None
    blobs.path(name).unlink()
    assert blobs.damage(name, is_hashed=False) == "missing"


def test_what_cannot_be_read_is_damage(blobs):
    (name,) = blobs.add([b"first"])
    blobs.path(name).unlink()
    blobs.path(name).mkdir()
    assert blobs.damage(name, is_hashed=True) == "cannot be read (Is a directory)"


def test_too_few_open_files_are_no_damage(blobs, monkeypatch):
    (name,) = blobs.add([b"first"])

    def fail(*_, **__):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("pathlib.Path.open", fail)
    with pytest.raises(OSError, match="Too many open files"):
        blobs.damage(name, is_hashed=True)


def test_only_what_is_named_stays(blobs, tmp_path, monkeypatch):
    first, second, third = blobs.add([b"first", b"second", b"third"])
    synced = []
    monkeypatch.setattr("pow_pipeline.record.blobs.sync_folders", synced.append)
    blobs.keep_only({second})
    assert kept(blobs, tmp_path) == {second}
    assert synced == [{blobs.path(first).parent, blobs.path(third).parent}]
    blobs.keep_only({second, first})
    assert kept(blobs, tmp_path) == {second}


def test_a_blob_that_another_process_removes_meanwhile_ends_nothing(blobs, monkeypatch, tmp_path):
    (name,) = blobs.add([b"first"])
    there = blobs.path(name)
    make_folder(there.parent)
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: [there, there])
    blobs.keep_only(())
    assert not there.exists()
