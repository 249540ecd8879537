"""Judging a whole batch at once: readings in, verdicts with their rows and findings out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import pandas as pd

from pow_pipeline.judging.duplicates import Arrivals, StandingKey
from pow_pipeline.judging.layout import Form, understand_layout
from pow_pipeline.judging.rows import check_rows, frame_rows
from pow_pipeline.model import Delivery, Finding, Judgement, Outcome, Reading, Standing, Verdict
from schemas.programme import Programme
from schemas.rules import RULES
from schemas.submission import FINDING_COLUMNS, ROW_COLUMNS


def judge(
    readings: Sequence[Reading],
    *,
    programme: Programme,
    programme_event: int,
    standing: Mapping[StandingKey, Standing],
) -> Judgement:
    """Judge readings that arrived in this order under one programme.

    Args:
        readings: one per delivery, in order of arrival.
        programme: the programme in force when they arrived.
        programme_event: the number of the event that made it so.
        standing: what each sender sent last for each period before this batch.
    """
    forms: dict[str, Form] = {}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for reading in readings:
        understood = _understand(reading, programme)
        if isinstance(understood, Form):
            forms[reading.delivery.delivery] = understood
        else:
            findings[reading.delivery.delivery] += understood
    rows = frame_rows(list(forms.values()), programme)
    for finding in check_rows(rows, list(forms.values()), programme):
        findings[finding.delivery].append(finding)
    arrivals = Arrivals(standing, programme=programme_event)
    verdicts = tuple(
        _give_verdict(
            reading.delivery,
            forms.get(reading.delivery.delivery),
            findings[reading.delivery.delivery],
            arrivals,
        )
        for reading in readings
    )
    return _with_evidence(verdicts, rows, findings)


def set_aside(delivery: Delivery, error: str) -> Judgement:
    """Return the judgement on a delivery that our own code failed on."""
    verdict = Verdict(delivery.delivery, "failed", stage="", error=error)
    return _with_evidence((verdict,), pd.DataFrame(columns=list(ROW_COLUMNS)), {})


def _understand(reading: Reading, programme: Programme) -> Form | list[Finding]:
    if problem := reading.problem:
        return [
            Finding(
                reading.delivery.delivery,
                problem.rule,
                cell=problem.cell,
                found=problem.found or ("" if problem.cell else reading.delivery.name),
                expected=problem.expected,
            )
        ]
    return understand_layout(reading, programme)


def _give_verdict(
    delivery: Delivery, form: Form | None, findings: Sequence[Finding], arrivals: Arrivals
) -> Verdict:
    period = form.period if form else None
    region = form.region_code if form else None
    counts = _count(RULES[finding.rule].severity for finding in findings)
    stages = [RULES[finding.rule].stage for finding in findings if _is_error(finding)]
    judged: Outcome = "rejected" if stages else "accepted"
    is_certain = all(RULES[finding.rule].is_certain for finding in findings)
    original = arrivals.original_of(delivery, period, judged) if is_certain else None
    return Verdict(
        delivery.delivery,
        "duplicate" if original else judged,
        stage=stages[0] if stages else "submission",
        region_code=region,
        period=period,
        activities=len(form.rows) if form else 0,
        errors=counts["error"],
        queries=counts["query"],
        notices=counts["notice"],
        duplicate_of=original,
    )


def _with_evidence(
    verdicts: tuple[Verdict, ...], rows: pd.DataFrame, findings: Mapping[str, Sequence[Finding]]
) -> Judgement:
    """Keep the rows of what was accepted and the findings of all but duplicates."""
    accepted = {verdict.delivery for verdict in verdicts if verdict.outcome == "accepted"}
    said = [
        {**asdict(RULES[finding.rule]), **asdict(finding), "place": place}
        for verdict in verdicts
        if verdict.outcome != "duplicate"
        for place, finding in enumerate(findings.get(verdict.delivery, ()), start=1)
    ]
    return Judgement(
        verdicts,
        rows=rows[rows["delivery"].isin(accepted)],
        findings=pd.DataFrame(said, columns=list(FINDING_COLUMNS)),
    )


def _is_error(finding: Finding) -> bool:
    return RULES[finding.rule].severity == "error"


def _count(severities: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for severity in severities:
        counts[severity] += 1
    return counts
