"""Fixtures of the release that the dashboard shows."""

from tests.publication.dashboard.example_release import ask, release, tier  # noqa: F401 -- fixtures
