"""Fixtures: a workspace in which periods were published and revised."""

import shutil
from pathlib import Path

import pytest
from dashboards import ask, release, tier  # noqa: F401 -- fixtures
from regional import regional  # noqa: F401 -- a fixture
from revised import SPRING, live

from pow_pipeline.jobs.publish import Published
from pow_pipeline.workspace import Workspace


@pytest.fixture(scope="session")
def lived(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, list[Published]]:
    """A workspace that has been through `live`, and its five releases; tests leave it as it is."""
    home = tmp_path_factory.mktemp("lived") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", SPRING.isoformat())
        patch.setenv("POW_SETTLE_SECONDS", "0")
        published = live(workspace)
    assert all(each.is_new for each in published)
    return workspace, published
