"""Fixtures: here a release has its databases alone; a test names the other forms it examines."""

from pathlib import Path

import pytest

from tests.harness.builders import publish_at, send_one_each
from tests.harness.story import copy_workspace


@pytest.fixture(scope="session")
def template(bare_template: Path) -> Path:
    """A workspace with recent periods, which every release would hold."""
    return bare_template


@pytest.fixture(scope="session")
def published_once(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, in which every region reported one activity and 2021-H1 was published."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("published"))
    send_one_each(workspace)
    publish_at(workspace)
    return workspace.home
