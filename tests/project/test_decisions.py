"""The decision records in docs/decisions have one form, and the index lists each of them once."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
FORM = re.compile(
    r"# (?P<number>\d{4})\. (?P<title>.+)\n\n"
    r"- Date: \d{4}-\d{2}-\d{2}(, last amended \d{4}-\d{2}-\d{2})?\n"
    r"- Status: (accepted|superseded by \d{4})\n\n"
    r"## Context\n\n[^#]+\n## Decision\n\n[^#]+\n## Alternatives refused\n\n[^#]+"
)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_the_form_and_is_listed_once(path: Path) -> None:
    found = FORM.fullmatch(path.read_text())
    assert found, "number, title, date, status, context, decision, alternatives refused"
    assert path.name.startswith(f"{found['number']}-")
    line = f"- [{found['number']}]({path.name}) {found['title']}\n"
    assert (FOLDER / "README.md").read_text().count(line) == 1


def test_numbers_are_consecutive_and_the_index_lists_nothing_else() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert (FOLDER / "README.md").read_text().count("\n- [") == len(RECORDS)
