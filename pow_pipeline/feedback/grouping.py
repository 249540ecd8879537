"""Findings with one cause together: the same rule about the same column, to be mended alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

from pow_pipeline.feedback.places import Kind, column_of_place
from pow_pipeline.model import Finding, Severity
from schemas.rules import RULES

_SEVERITIES: Final = get_args(Severity)


@dataclass(frozen=True)
class Group:
    """Findings that say the same about one or more places; there is at least one."""

    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all in what they have in common."""
        return self.findings[0]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Every place it is about, once and in order."""
        return tuple(dict.fromkeys(each.cell for each in self.findings if each.cell))

    @property
    def kind(self) -> Kind:
        """What its places are: only a workbook has sheets, and only it has cells."""
        if self.first.sheet:
            return "cell"
        return "line" if RULES[self.first.rule].stage == "file" else "line_cell"

    @cached_property
    def activities(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each activity it is about; two may have the same id, or none."""
        named = ((each.activity_id, each.activity_name) for each in self.findings)
        return tuple(dict.fromkeys(each for each in named if any(each)))

    @cached_property
    def found(self) -> dict[str, list[str]]:
        """The places of each text that was found."""
        places: dict[str, list[str]] = {}
        for each in self.findings:
            places.setdefault(each.found, []).append(each.cell)
        return places


def group_findings(findings: Iterable[tuple[Severity, Finding]]) -> list[Group]:
    """Return findings by cause; first what keeps a report from counting, then what is asked."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for severity, finding in findings:
        what = (severity, finding.rule, finding.expected, finding.explanation)
        where = (finding.sheet, column_of_place(finding.cell))
        groups.setdefault((*what, *where), []).append(finding)
    severities: list[Severity] = list(_SEVERITIES)
    return [
        Group(severity, tuple(each))
        for severity in severities
        for key, each in groups.items()
        if key[0] == severity
    ]
