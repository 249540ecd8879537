"""Groups findings with one cause: the same rule on the same column, with the same remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

from pow_pipeline.feedback.places import Kind, column_of_place
from pow_pipeline.model.findings import Finding, Severity
from schemas.rules import RULES

_SEVERITIES: Final = get_args(Severity)


@dataclass(frozen=True)
class Group:
    """Findings that say the same about one or more places; there is at least one finding."""

    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that represents the common part of all findings."""
        return self.findings[0]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The places of the findings, without duplicates and in order."""
        return tuple(dict.fromkeys(finding.cell for finding in self.findings if finding.cell))

    @property
    def kind(self) -> Kind:
        """The kind of its places: only a workbook has sheets and cells."""
        if self.first.sheet:
            return "cell"
        return "line" if RULES[self.first.rule].stage == "file" else "line_cell"

    @cached_property
    def activities(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each activity; two activities may have the same id, or none."""
        named = ((finding.activity_id, finding.activity_name) for finding in self.findings)
        return tuple(dict.fromkeys(pair for pair in named if any(pair)))

    @cached_property
    def found(self) -> dict[str, list[str]]:
        """The places of each text that was found."""
        places: dict[str, list[str]] = {}
        for finding in self.findings:
            places.setdefault(finding.found, []).append(finding.cell)
        return places


def group_findings(findings: Iterable[tuple[Severity, Finding]]) -> list[Group]:
    """Return the findings grouped by cause, ordered by severity: errors come first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for severity, finding in findings:
        what = (severity, finding.rule, finding.expected, finding.answer)
        where = (finding.sheet, column_of_place(finding.cell))
        groups.setdefault((*what, *where), []).append(finding)
    severities: list[Severity] = list(_SEVERITIES)
    return [
        Group(severity, tuple(members))
        for severity in severities
        for key, members in groups.items()
        if key[0] == severity
    ]
