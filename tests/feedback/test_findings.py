"""What each rule says, with real values, in each language: where, found, expected, remedy."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pow_pipeline.feedback.findings import describe_finding, put_into_words
from pow_pipeline.model.findings import Finding
from schemas.language import LANGUAGES, read_language
from schemas.rules import RULES
from tests.corpus.sending import CASES
from tests.harness.builders import ask

FOLDER = Path(__file__).parent
_NUMBERED = re.compile(r"^\d{8}-\d{4}-")  # before the names of files, see `corpus.sending`
_FOUND = """
    SELECT severity, rule, sheet, cell, activity_id, activity_name, found, expected
    FROM record.finding
    WHERE delivery = ? AND rule = ?
    ORDER BY place
    LIMIT 1
"""


@pytest.fixture(scope="module")
def findings(sent) -> dict[str, tuple[str, str, Finding]]:
    """The file, severity and finding of one case for each rule."""
    found = {}
    for case in sorted(CASES.values(), key=lambda each: each.name not in RULES):
        for rule, _ in case.found:
            if rule not in found:
                workspace, delivery = sent[case.name]
                ((severity, *rest),) = ask(workspace, _FOUND, delivery, rule)
                finding = Finding(delivery, *rest[:-1], tuple(rest[-1]))
                shown = replace(
                    finding,
                    found=_NUMBERED.sub("", finding.found),
                    expected=tuple(_NUMBERED.sub("", text) for text in finding.expected),
                )
                found[rule] = (case.file, severity, shown)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_rule_says_where_what_and_what_to_do(code, findings):
    language = read_language(code)
    text = "\n\n".join(
        describe_finding(finding_text, file=file, language=language)
        for _, (file, severity, finding) in sorted(findings.items())
        for finding_text in put_into_words([(severity, finding)], language)
    )
    kept = FOLDER / f"said.{code}.txt"
    if not kept.exists():
        kept.write_text(f"{text}\n", encoding="utf-8")
        pytest.fail(f"{kept.name} is written anew: read it, then run this again")
    assert f"{text}\n" == kept.read_text(encoding="utf-8")
    assert set(findings) == set(RULES)
    assert not set("{}") & set(text)
