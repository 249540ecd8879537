"""Builds the page of all rules from the same source as the feedback to senders.

`make docs` writes the page to docs/rules.md.
"""

import re
from collections.abc import Iterator
from typing import Final, get_args

from schemas.language import LANGUAGES, read_language
from schemas.rules import RULES, Rule, Stage

_STAGES: Final[dict[Stage, str]] = {
    "file": "File: its format, and whether it can be parsed with certainty",
    "layout": "Layout: the table, the region and the period",
    "rows": "Rows: values, ids, days and numbers",
    "submission": "The submission as a whole",
    "history": "History: the submission compared with earlier ones, after it was accepted",
}
_OPENING: Final = """# Rules

What each rule requires of a delivery. The stages run in this order. If a stage finds an error, all
its findings are reported, the later stages are skipped, and the delivery is rejected. Queries and
notices do not prevent acceptance. `pow rule CODE` prints one rule. The thresholds of the rules are
in `programme.toml`, under `[validating]`.
"""


def describe_rules() -> str:
    """Return the page as Markdown."""
    parts = [_OPENING]
    for stage in get_args(Stage):
        parts.append(f"## {_STAGES[stage]}\n")
        parts += [_describe(rule) for rule in RULES.values() if rule.stage == stage]
    return "\n".join(parts)


def describe_rule(rule: Rule, language: str) -> Iterator[tuple[str, str]]:
    """Yield the wording of a rule in a language: pairs of label and text, the title first.

    An ellipsis replaces the values that are filled in for each finding.
    """
    words = read_language(language)
    wording = words.rules[rule.code]
    yield words.severities[rule.severity], wording.title
    yield words.finding["expected"], _without_names(wording.expected)
    yield words.finding["remedy"], _without_names(wording.remedy)


def _describe(rule: Rule) -> str:
    threshold = f", threshold `{rule.parameter}`" if rule.parameter else ""
    column = f", column `{rule.column}`" if rule.column else ""
    lines = [f"### {rule.code}\n", f"{rule.severity}{column}{threshold}\n"]
    for language in LANGUAGES:
        (_, title), *others = describe_rule(rule, language)
        texts = " ".join(f"*{label}*: {text.rstrip('.')}." for label, text in others)
        lines.append(f"- {language}: **{title}.** {texts}")
    return "\n".join([*lines, ""])


def _without_names(pattern: str) -> str:
    return re.sub(r"\{\w+\}", "…", pattern)


if __name__ == "__main__":
    print(describe_rules(), end="")
