"""Fixtures of what is published."""

from dashboards import ask, release, tier  # noqa: F401 -- fixtures
