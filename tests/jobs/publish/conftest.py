"""Fixtures: here a release has its databases alone; a test names the other forms it examines."""

from pathlib import Path

import pytest

from tests.publication.fixtures import publish_once


@pytest.fixture(scope="session")
def template(bare_template: Path) -> Path:
    """A workspace with recent periods, which every release would hold."""
    return bare_template


@pytest.fixture(scope="session")
def published_once(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, in which every region reported one activity and 2021-H1 was published."""
    return publish_once(bare_template, tmp_path_factory)
