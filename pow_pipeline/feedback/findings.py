"""Puts findings into words: the place, what was found, what was expected and what to do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import Final

from pow_pipeline.feedback.grouping import Group, group_findings
from pow_pipeline.feedback.places import describe_cells, in_sight
from pow_pipeline.model.findings import Finding, Severity
from schemas.language import Language
from schemas.rules import RULES

_LONGEST_FOUND: Final = 200
_DAY: Final = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MOST_VALUES: Final = 5
_MOST_ACTIVITIES: Final = 5
_MOST_EXPECTED: Final = 30


@dataclass(frozen=True)
class FindingText:
    """A finding in words, with every place that it is about.

    Attributes:
        group: the similar findings that it describes.
        label: the word for its severity.
        place: the sheet and cells, '' if it is about the whole file.
        activities, found, answer: '' if there is none.
    """

    group: Group
    label: str
    title: str
    place: str
    activities: str
    found: str
    expected: str
    remedy: str
    answer: str

    @property
    def rule(self) -> str:
        """The code of the rule."""
        return self.group.first.rule

    @property
    def severity(self) -> Severity:
        """The severity of the findings."""
        return self.group.severity


def put_into_words(
    findings: Iterable[tuple[Severity, Finding]], language: Language
) -> tuple[FindingText, ...]:
    """Return findings in words, grouped by cause, the most serious first."""
    return tuple(_finding_text(group, language) for group in group_findings(findings))


def describe_finding(finding: FindingText, *, file: str, language: Language) -> str:
    """Return a finding as a few lines of text.

    Args:
        finding: the finding.
        file: the name of the file that it is about.
        language: the language of the reader.
    """
    lines = labelled_texts(finding, language)
    width = max(len(label) for label, _ in lines)
    where = " › ".join(filter(None, (in_sight(file), finding.place)))
    body = [f"  {label:<{width}}  {text}" for label, text in lines]
    return "\n".join([f"{finding.label} {finding.rule}  {where}", f"  {finding.title}", *body])


def labelled_texts(finding: FindingText, language: Language) -> list[tuple[str, str]]:
    """Return the parts of a finding as pairs of label and text; empty parts are left out."""
    words = language.finding
    several = "activities" if len(finding.group.activities) > 1 else "activity"
    texts = [
        (words[several], finding.activities),
        (words["found"], finding.found),
        (words["expected"], finding.expected),
        (words["answer"], finding.answer),
        (words["remedy"], finding.remedy),
    ]
    return [(label, text) for label, text in texts if text]


def _finding_text(group: Group, language: Language) -> FindingText:
    first, wording = group.first, language.rules[group.first.rule]
    cells = describe_cells(group.cells, language, kind=group.kind)
    rule = RULES[first.rule]
    kinds = chain(rule.expects, repeat(rule.finds))
    values = [
        _written(value, kind, language) for value, kind in zip(first.expected, kinds, strict=False)
    ]
    names = {
        "expected": language.choice(values),
        "all": language.enumeration(_few(values, _MOST_EXPECTED, language)),
        "rest": language.enumeration(values[1:]),
        "cell": cells,
    }
    return FindingText(
        group,
        label=language.severities[group.severity],
        title=wording.title,
        place=_place(in_sight(first.sheet), cells),
        activities=_activities(group, language),
        found=_found(group, rule.finds, language),
        expected=wording.expected.format(*values, **names),
        remedy=(
            language.finding["answered"]
            if first.answer
            else wording.remedy.format(*values, **names)
        ),
        answer=_quoted(first.answer) if first.answer else "",
    )


def _place(sheet: str, cells: str) -> str:
    """Return sheet and cells; a key of records already includes the sheet."""
    return cells if sheet and cells.startswith(sheet) else " › ".join(filter(None, (sheet, cells)))


def _activities(group: Group, language: Language) -> str:
    named = [
        in_sight(" ".join(filter(None, (key, name and f'"{name}"'))))
        for key, name in group.activities
    ]
    return language.enumeration(_few(named, _MOST_ACTIVITIES, language))


def _found(group: Group, kind: str, language: Language) -> str:
    """Return what was found; if there are several texts, each with its cells."""
    texts_found = group.found
    if not any(texts_found) and not group.cells:
        return ""
    texts = {_found_text(text, kind, language): at for text, at in texts_found.items()}
    if len(texts) == 1:
        return next(iter(texts))
    placed = [
        f"{text} ({describe_cells(at, language, kind=group.kind)})" for text, at in texts.items()
    ]
    return language.enumeration(_few(placed, _MOST_VALUES, language))


def _found_text(found: str, kind: str, language: Language) -> str:
    if kind != "text" and found.isdecimal():
        number = int(found)
        return language.count(number) if kind == "count" else language.size(number, up=True)
    if day := written_day(found):
        return _quoted(language.day(day))
    return _quoted(found) if found else language.finding["nothing"]


def written_day(text: str) -> date | None:
    """Return the day that a text in the format YYYY-MM-DD stands for, None for any other text."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _few(texts: list[str], most: int, language: Language) -> list[str]:
    if len(texts) <= most:
        return texts
    return [*texts[:most], language.finding["more"].format(count=len(texts) - most)]


def _quoted(found: str) -> str:
    shown = found if len(found) <= _LONGEST_FOUND else f"{found[:_LONGEST_FOUND]}…"
    return f'"{in_sight(shown)}"'


def _written(value: str, kind: str, language: Language) -> str:
    """Return an expected value in the form that the language uses."""
    if kind in {"count", "bytes"} and value.isdecimal():
        return language.count(int(value)) if kind == "count" else language.size(int(value))
    if kind == "day":
        return language.day(date.fromisoformat(value))
    if kind == "period":
        return language.period(value)
    return in_sight(describe_cells([value], language))
