"""A finding in words: where, what was found, what was expected, and what to do."""

from datetime import date
from typing import Final

from pow_pipeline.model import Finding, Severity
from schemas.language import Language

_LONGEST_FOUND: Final = 200


def describe_finding(finding: Finding, *, severity: Severity, file: str, language: Language) -> str:
    """Return a finding as a few lines of text.

    Args:
        finding: what the rule has to say.
        severity: how serious it is.
        file: the name of the file it is about.
        language: the language of the reader.
    """
    wording = language.rules[finding.rule]
    words = language.finding
    names = {
        "expected": language.choice([_written(value, language) for value in finding.expected]),
        "cell": finding.cell,
    }
    lines = [(words["found"], _quoted(finding.found, language))]
    if finding.activity_id or finding.activity_name:
        name = f'"{finding.activity_name}"' if finding.activity_name else ""
        activity = in_sight(f"{finding.activity_id} {name}".strip())
        lines.insert(0, (words["activity"], activity))
    lines.append((words["expected"], wording.expected.format(**names)))
    lines.append((words["cure"], wording.cure.format(**names)))
    width = max(len(label) for label in words.values())
    where = " › ".join(part for part in (file, finding.sheet, finding.cell) if part)
    head = f"{language.severities[severity]} {finding.rule}  {where}"
    body = [f"  {label:<{width}}  {text}" for label, text in lines]
    return "\n".join([head, f"  {wording.title}", *body])


def _quoted(found: str, language: Language) -> str:
    if not found:
        return language.finding["nothing"]
    shown = found if len(found) <= _LONGEST_FOUND else f"{found[:_LONGEST_FOUND]}…"
    return f'"{in_sight(shown)}"'


def in_sight(text: str) -> str:
    """Return text on one line, with a mark for each sign that cannot be seen."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _written(value: str, language: Language) -> str:
    """Return an expected value as people write it: days in the language's own form."""
    try:
        return language.day(date.fromisoformat(value))
    except ValueError:
        return value
