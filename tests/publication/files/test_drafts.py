"""Drafts on disk: the last one of each period is shown, and whatever else is there is removed."""

import os
from pathlib import Path

import pytest

from pow_pipeline.model.releases import Draft
from pow_pipeline.publication.files.drafts import folder_of, reconcile_drafts
from pow_pipeline.publication.files.release import move_into_place

_NOBODY = 65534


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of drafts of a user other than root, whom read-only folders do not stop.

    The path is relative, because this user cannot traverse the folders above it.
    """
    monkeypatch.chdir(tmp_path)
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(tmp_path, _NOBODY, _NOBODY)
        os.seteuid(_NOBODY)
    try:
        yield Path("drafts")
    finally:
        if is_root:
            os.seteuid(0)


def make_draft(folder: Path, as_of: int) -> Draft:
    """Write a draft as the job does: staged, made read-only and moved into place."""
    draft = Draft("2021-H1", as_of)
    staged = Path(".staged")
    for tier in ("public", "restricted"):
        (staged / tier / "regions").mkdir(parents=True)
        (staged / tier / "regions" / "index.html").write_text(f"{as_of}")
    move_into_place(staged, folder_of(folder, draft))
    return draft


def test_a_draft_replaces_the_one_before_it(folder):
    for as_of in (1, 2):
        reconcile_drafts(folder, [make_draft(folder, as_of)])
        assert sorted(path.name for path in folder.iterdir()) == [f".2021-H1.{as_of}", "2021-H1"]
        page = folder / "2021-H1" / "restricted" / "regions" / "index.html"
        assert page.read_text() == f"{as_of}"


def test_files_and_links_that_are_no_draft_are_removed(folder):
    draft = make_draft(folder, 1)
    outside = Path("outside")
    outside.mkdir()
    (folder / "notes.txt").write_text("stray")
    (folder / "2020-H2").symlink_to(outside.absolute())
    reconcile_drafts(folder, [draft])
    assert sorted(path.name for path in folder.iterdir()) == [".2021-H1.1", "2021-H1"]
    assert outside.is_dir()
