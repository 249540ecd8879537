"""A finding in words: where, what was found, what was expected, and what to do."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, repeat
from typing import Final, get_args

from pow_pipeline.model import Finding, Severity
from schemas.language import Language
from schemas.rules import RULES

_LONGEST_FOUND: Final = 200
_SEVERITIES: Final = get_args(Severity)
_LABELS: Final = ("activity", "found", "expected", "cure")


def by_severity(
    findings: Iterable[tuple[Severity, Finding]],
) -> list[tuple[Severity, Finding]]:
    """Return findings with those first that keep a report from counting, then what is asked."""
    return sorted(findings, key=lambda each: _SEVERITIES.index(each[0]))


def describe_finding(finding: Finding, *, severity: Severity, file: str, language: Language) -> str:
    """Return a finding as a few lines of text.

    Args:
        finding: what the rule has to say.
        severity: how serious it is.
        file: the name of the file it is about.
        language: the language of the reader.
    """
    words = language.finding
    texts = finding_texts(finding, language)
    lines = [(words["found"], _quoted(finding.found, language))]
    if finding.activity_id or finding.activity_name:
        name = f'"{finding.activity_name}"' if finding.activity_name else ""
        activity = in_sight(f"{finding.activity_id} {name}".strip())
        lines.insert(0, (words["activity"], activity))
    lines += [(words[name], texts[name]) for name in ("expected", "cure")]
    width = max(len(words[name]) for name in _LABELS)
    where = " › ".join(part for part in (file, in_sight(finding.sheet), texts["cell"]) if part)
    head = f"{language.severities[severity]} {finding.rule}  {where}"
    body = [f"  {label:<{width}}  {text}" for label, text in lines]
    return "\n".join([head, f"  {texts['title']}", *body])


def finding_texts(finding: Finding, language: Language) -> dict[str, str]:
    """Return what a finding says in a language: title, cell, expected and cure."""
    wording = language.rules[finding.rule]
    cell = _named_cell(finding.cell, language)
    kinds = chain(RULES[finding.rule].expects, repeat("text"))
    values = [
        in_sight(_written(value, kind, language))
        for value, kind in zip(finding.expected, kinds, strict=False)
    ]
    names = {
        "expected": language.choice(values),
        "all": language.enumeration(values),
        "cell": cell,
    }
    return {
        "title": wording.title,
        "cell": cell,
        "expected": wording.expected.format(*values, **names),
        "cure": wording.cure.format(*values, **names),
    }


def _quoted(found: str, language: Language) -> str:
    if not found:
        return language.finding["nothing"]
    shown = found if len(found) <= _LONGEST_FOUND else f"{found[:_LONGEST_FOUND]}…"
    return f'"{in_sight(shown)}"'


def in_sight(text: str) -> str:
    """Return text on one line, with a mark for each sign that cannot be seen."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _named_cell(cell: str, language: Language) -> str:
    """Return a place as people call it: an address, or the name of a property of the document."""
    kind, _, name = cell.partition(":")
    named = language.finding["property"].format(name=name) if kind == "property" else cell
    return in_sight(named)


def _written(value: str, kind: str, language: Language) -> str:
    """Return an expected value as people write it: days and periods in the language's own form."""
    if kind == "day":
        return language.day(date.fromisoformat(value))
    return language.period(value) if kind == "period" else _named_cell(value, language)
