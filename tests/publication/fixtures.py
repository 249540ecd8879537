"""Fixtures: a template of recent periods, and workspaces in which releases were published."""

import re
import shutil
from pathlib import Path

import pytest

from pow_pipeline.jobs.publish.publish import Published
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.workspace import Workspace
from schemas.programme.publication_parts import FORMS
from tests.harness.builders import (
    NOW,
    choose_forms,
    initialise_at,
    publish_at,
    send_counts,
    send_one_each,
)
from tests.harness.story import copy_workspace
from tests.publication.revised_releases import SPRING, live
from tests.publication.sheet_of_2021 import regional_counts

BEFORE_THEM = re.compile(r'\[\[periods\]\]\ncode = "(2019-H1|2019-H2|2020-H1)"\n(.+\n)+\n')


@pytest.fixture(scope="session")
def recent_template(database_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without periods before 2020-H2, which every release would hold, and empty."""
    source = tmp_path_factory.mktemp("template") / find_programme().name
    shutil.copytree(database_template.parent / source.name, source)
    result = source / "programme.toml"
    text, number = BEFORE_THEM.subn("", result.read_text(encoding="utf-8"))
    assert number == 3
    text = text.replace('first_period = "2019-H1"', 'first_period = "2020-H2"')
    result.write_text(text, encoding="utf-8")
    choose_forms(source, *(form for form in FORMS if form != "regions"))  # two thirds of the files
    home = source.parent / "work"
    initialise_at(home, programme=str(source), now=NOW)
    return home


@pytest.fixture(scope="session")
def bare_template(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with releases of databases alone, for what does not look at their other files."""
    source = tmp_path_factory.mktemp("bare") / find_programme().name
    shutil.copytree(recent_template.parent / source.name, source)
    choose_forms(source)
    home = source.parent / "work"
    initialise_at(home, programme=str(source), now=NOW, first_period="2020-H2")
    return home


@pytest.fixture(scope="session")
def published_recent_once(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which every region reported one activity and 2021-H1 was published."""
    workspace = copy_workspace(recent_template, tmp_path_factory.mktemp("published"))
    send_one_each(workspace)
    publish_at(workspace)
    return workspace.home


@pytest.fixture(scope="session")
def of_the_sheet(recent_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the activities that the published sheet tells of; tests leave it as it is."""
    workspace = copy_workspace(recent_template, tmp_path_factory.mktemp("sheet"))
    send_counts(workspace, regional_counts())
    return publish_at(workspace).folder


@pytest.fixture(scope="session")
def lived(
    recent_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, list[Published]]:
    """A workspace that has been through `live`, and its five releases; tests leave it as it is."""
    workspace = copy_workspace(recent_template, tmp_path_factory.mktemp("lived"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", SPRING.isoformat())
        patch.setenv("POW_STABLE_SECONDS", "0")
        published = live(workspace)
    assert all(each.is_new for each in published)
    return workspace, published
