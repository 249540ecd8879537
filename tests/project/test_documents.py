"""Documents name existing files, list every setting, and are reachable from the README."""

import re
from pathlib import Path

import pytest

from pow_pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
# Paths in the instructions that name a file to be made.
MADE = re.compile(r"\b(CODE|NAME)\b")


def paths_in(text: str) -> list[str]:
    """Return the paths in code spans and in the layout that begin with a folder of the project."""
    spans = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^[a-z_]+/\S*", text, re.MULTILINE)
    return [
        span
        for span in spans
        if re.fullmatch(r"(\.ci|flows|pow_pipeline|schemas|tests|docs|deploy)/[\w./-]*", span)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document: Path) -> None:
    links = LINK.findall(document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_guide_for_contributors_names_existing_files() -> None:
    paths = paths_in((ROOT / "CONTRIBUTING.md").read_text())
    assert "schemas/rules.py" in paths
    assert "pow_pipeline/record/" in paths
    missing = [path for path in paths if not MADE.search(path) and not (ROOT / path).exists()]
    assert missing == []


def test_the_settings_page_lists_every_setting_once() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    listed = [
        name
        for line in text.splitlines()
        if line.startswith("| `POW_")
        for name in re.findall(r"`(POW_[A-Z_]+)`", line.split("|")[1])
    ]
    assert sorted(listed) == sorted(f"POW_{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_readme_links_to_every_page(page: Path) -> None:
    assert f"docs/{page.name}" in LINK.findall((ROOT / "README.md").read_text())
