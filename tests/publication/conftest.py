"""Fixtures: here a workspace has recent periods alone, and its releases most forms."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def template(recent_template: Path) -> Path:
    """A workspace with recent periods, which every release would hold."""
    return recent_template
