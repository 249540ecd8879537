"""Removes findings that follow from another finding, so that each cause is reported once."""

from collections.abc import Iterable

from pow_pipeline.model.findings import Finding
from schemas.rules import RULES


def without_consequences(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about one delivery without those that follow from another finding."""
    findings = list(findings)
    everywhere = {finding.rule for finding in findings}
    at_a_cell = {(finding.rule, finding.sheet, finding.cell) for finding in findings}

    def has_a_cause(finding: Finding) -> bool:
        rule = RULES[finding.rule]
        if rule.stage == "layout" or not finding.cell:
            return not everywhere.isdisjoint(rule.follows)
        return any((cause, finding.sheet, finding.cell) in at_a_cell for cause in rule.follows)

    return [finding for finding in findings if not has_a_cause(finding)]
