"""Fixtures: a template of recent periods, and workspaces in which releases were published."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pow_pipeline.jobs.publish.publish import Published
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme.publication_parts import FORMS, Form
from tests.harness.builders import (
    NOW,
    choose_forms,
    initialise_at,
    keep_regions,
    publish_at,
    send_counts,
    send_one_each,
)
from tests.harness.once import make_once
from tests.harness.stand_ins import use_child_processes
from tests.harness.story import copy_workspace
from tests.publication.revised_releases import SPRING, live
from tests.publication.sheet_of_2021 import regional_counts

BEFORE_THEM = re.compile(r'\[\[periods\]\]\ncode = "(2019-H1|2019-H2|2020-H1)"\n(.+\n)+\n')

FEW = tuple(f"AM{number:02}" for number in (1, 2, 3, 5, 6, 7, 8, 12, 13, 14, 38))


@pytest.fixture(scope="session")
def recent_template(database_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without periods before 2020-H2, which every release would hold, and empty."""

    def make(folder: Path) -> Path:
        name = find_programme().name
        source = shutil.copytree(database_template.parent / name, folder / name)
        path = source / "programme.toml"
        text, number = BEFORE_THEM.subn("", path.read_text(encoding="utf-8"))
        assert number == 3
        text = text.replace('first_period = "2019-H1"', 'first_period = "2020-H2"')
        path.write_text(text, encoding="utf-8")
        choose_forms(source, *(form for form in FORMS if form != "regions"))  # most of the files
        workspace, _ = initialise_at(folder / "work", programme=str(source), now=NOW)
        return workspace.home

    return make_once(tmp_path_factory, "recent", make)


@pytest.fixture(scope="session")
def few_template(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with all forms, for eleven regions: each of them has pages of its own."""

    def make(folder: Path) -> Path:
        name = find_programme().name
        source = shutil.copytree(recent_template.parent / name, folder / name)
        keep_regions(source, FEW)
        choose_forms(source, *FORMS, "region_documents")
        workspace, _ = initialise_at(folder / "work", programme=str(source), now=NOW)
        return workspace.home

    return make_once(tmp_path_factory, "few", make)


@pytest.fixture(scope="session")
def bare_template(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with releases of databases alone, for what does not look at their other files."""

    def make(folder: Path) -> Path:
        name = find_programme().name
        source = shutil.copytree(recent_template.parent / name, folder / name)
        choose_forms(source)
        workspace, _ = initialise_at(
            folder / "work", programme=str(source), now=NOW, first_period="2020-H2"
        )
        return workspace.home

    return make_once(tmp_path_factory, "bare", make)


def publish_once(template: Path, factory: pytest.TempPathFactory) -> Path:
    """Return a workspace like a template, in which 2021-H1 was published once in the test run.

    Every region reported one activity.
    """

    def make(folder: Path) -> Path:
        workspace = copy_workspace(template, folder)
        send_one_each(workspace)
        publish_at(workspace)
        return workspace.home

    return make_once(factory, "published", make, template)


@pytest.fixture(scope="session")
def of_the_sheet(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the activities that the published sheet tells of; tests leave it as it is.

    Child processes rendered it, as for a user.
    """

    def make(folder: Path) -> Path:
        workspace = copy_workspace(recent_template, folder)
        send_counts(workspace, regional_counts())
        with pytest.MonkeyPatch.context() as patch:
            use_child_processes(patch)
            release = publish_at(workspace).folder
        assert release
        return release

    return make_once(tmp_path_factory, "of-the-sheet", make)


Lived = tuple[Workspace, list[Published]]


@pytest.fixture(scope="session")
def lived(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """A workspace that has been through `live`, and its five releases; tests leave it as it is.

    The fourth release has most forms, the others have the sheet and the tables.
    """
    return _live_once(recent_template, tmp_path_factory, "lived", ("sheet", "tables"))


@pytest.fixture(scope="session")
def lived_whole(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The same with most forms of each release."""
    return _live_once(recent_template, tmp_path_factory, "lived-whole")


@pytest.fixture(scope="session")
def lived_bare(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The same with releases of databases alone, for what does not look at their other files."""
    return _live_once(bare_template, tmp_path_factory, "lived-bare")


def _live_once(
    template: Path,
    factory: pytest.TempPathFactory,
    name: str,
    forms: Sequence[Form] | None = None,
) -> Lived:
    """Return a copy of a workspace that lived, for tests that see whether anything changes in it.

    The one that was made is read by other processes of the test run at the same time.
    """

    def make(folder: Path) -> Lived:
        workspace = copy_workspace(template, folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("POW_NOW", SPRING.isoformat())
            patch.setenv("POW_STABLE_SECONDS", "0")
            return workspace, live(workspace, forms)

    made, published = make_once(factory, name, make)
    assert all(publication.is_new for publication in published)
    workspace = copy_workspace(made.home, factory.mktemp(name))
    return workspace, [
        replace(publication, folder=workspace.releases / publication.folder.name)
        for publication in published
        if publication.folder
    ]
