"""Tier of a test: unit, integration or system, by its folder, its module and its fixtures."""

from collections.abc import Collection
from pathlib import Path

# Without a workspace, in milliseconds.
UNIT = ("schemas", "record", "parsing", "project")
# Whole commands, servers and programs; in the last three only what needs a workspace.
SYSTEM = ("cli", "flows", "libreoffice")
SYSTEM_WITH_WORKSPACE = ("jobs", "publication", "project")
SYSTEM_MODULES = ("test_analysis", "test_deploy", "test_logs", "test_operations", "test_wheel")
PROGRAMS = ("browser", "office", "open_page")
WORKSPACES = ("database_template", "whole_template")


def tier_of(path: Path, fixtures: Collection[str]) -> str:
    """Return the marker of a test.

    Args:
        path: its file, relative to `tests`.
        fixtures: names of all fixtures that it uses, also indirectly.
    """
    has_workspace = any(name in fixtures for name in WORKSPACES)
    is_system = (
        path.parts[0] in SYSTEM
        or path.stem in SYSTEM_MODULES
        or any(name in fixtures for name in PROGRAMS)
        or (has_workspace and path.parts[0] in SYSTEM_WITH_WORKSPACE)
    )
    if is_system:
        return "system"
    return "unit" if path.parts[0] in UNIT and not has_workspace else "integration"
