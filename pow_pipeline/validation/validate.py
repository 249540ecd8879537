"""Validates a whole batch of parsed deliveries; returns outcomes, rows and findings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from pow_pipeline.model.deliveries import Delivery, Extension
from pow_pipeline.model.documents import Reading
from pow_pipeline.model.findings import (
    Finding,
    Outcome,
    PreviousDelivery,
    ValidatedBatch,
    ValidationResult,
)
from pow_pipeline.validation.causes import without_consequences
from pow_pipeline.validation.duplicates import PreviousDeliveries, PreviousKey
from pow_pipeline.validation.evidence import keep_evidence, no_evidence
from pow_pipeline.validation.form import Form
from pow_pipeline.validation.frame import frame_answers, frame_rows
from pow_pipeline.validation.layout import LayoutResult, validate_layout
from pow_pipeline.validation.query_answers import (
    check_query_answers,
    frame_query_answers,
    split_reading,
)
from pow_pipeline.validation.rows import check_answers, check_rows
from pow_pipeline.validation.submissions import check_submissions
from schemas.programme.programme import Programme
from schemas.rules import RULES, broken_rules, count_findings, is_error

Findings = Mapping[str, Sequence[Finding]]


def validate_batch(
    readings: Sequence[Reading],
    *,
    programme: Programme,
    programme_event: int,
    previous: Mapping[PreviousKey, PreviousDelivery],
    extensions: Sequence[Extension] = (),
    requested: str | None = None,
) -> ValidatedBatch:
    """Validate parsed deliveries under one programme.

    Args:
        readings: one parsed file per delivery, in order of arrival.
        programme: programme in force when they arrived.
        programme_event: number of the event that activated the programme.
        previous: last delivery of each sender for each period before this batch.
        extensions: extended deadlines of regions, in order of decision.
        requested: the requested period; if None, the latest period that has opened.
    """
    split_readings = [split_reading(reading, programme) for reading in readings]
    layouts = [
        _layout_of(split.reading, programme, extensions, requested) for split in split_readings
    ]
    forms = [layout.form for layout in layouts if layout.form]
    findings: dict[str, list[Finding]] = defaultdict(list)
    for reading, layout in zip(readings, layouts, strict=True):
        findings[reading.delivery.delivery] += layout.findings
    rows = frame_rows(forms, programme)
    answers = frame_answers(forms, programme)
    _check(rows, answers, forms, findings, programme)
    for finding in check_query_answers(split_readings):
        findings[finding.delivery].append(finding)
    causes = {delivery: without_consequences(reported) for delivery, reported in findings.items()}
    previous_deliveries = PreviousDeliveries(previous, programme=programme_event)
    results = tuple(
        _result_of(
            reading.delivery,
            layout,
            causes.get(reading.delivery.delivery, ()),
            previous_deliveries,
            programme,
        )
        for reading, layout in zip(readings, layouts, strict=True)
    )
    return keep_evidence(
        results,
        rows=rows,
        answers=answers,
        findings=causes,
        query_answers=frame_query_answers(split_readings, programme),
        programme=programme,
    )


def failed_batch(delivery: Delivery, error: str) -> ValidatedBatch:
    """Return the batch of one delivery that could not be validated because of a bug."""
    return no_evidence(ValidationResult(delivery.delivery, "failed", stage="", error=error))


def _layout_of(
    reading: Reading, programme: Programme, extensions: Sequence[Extension], requested: str | None
) -> LayoutResult:
    if problem := reading.problem:
        finding = Finding(
            reading.delivery.delivery,
            problem.rule,
            sheet=problem.sheet,
            cell=problem.cell,
            found=problem.found,
            expected=problem.expected,
        )
        return LayoutResult([finding])
    received = reading.delivery.event
    in_force = [
        extension
        for extension in extensions
        if extension.decided is None or extension.decided < received
    ]
    return validate_layout(reading, programme, requested, extensions=in_force)


def _check(
    rows: pd.DataFrame,
    answers: pd.DataFrame,
    forms: Sequence[Form],
    findings: dict[str, list[Finding]],
    programme: Programme,
) -> None:
    """Add the findings of the row rules and of the submission rules.

    The submission rules apply only to deliveries without errors.
    """
    for finding in (*check_rows(rows, forms, programme), *check_answers(answers, forms, programme)):
        findings[finding.delivery].append(finding)
    for finding in check_submissions(rows, forms, programme):
        if not any(is_error(earlier.rule) for earlier in findings[finding.delivery]):
            findings[finding.delivery].append(finding)


def _result_of(
    delivery: Delivery,
    layout: LayoutResult,
    findings: Sequence[Finding],
    previous_deliveries: PreviousDeliveries,
    programme: Programme,
) -> ValidationResult:
    form, period = layout.form, layout.period
    counts = count_findings(RULES[finding.rule].severity for finding in findings)
    errors = [finding for finding in findings if is_error(finding.rule)]
    broken = broken_rules((error.rule, error.expected) for error in errors)
    is_reproducible = all(RULES[finding.rule].is_reproducible for finding in findings)
    outcome: Outcome = "rejected" if errors else "accepted"
    original = (
        previous_deliveries.original_of(delivery, period, outcome, broken)
        if is_reproducible
        else None
    )
    return ValidationResult(
        delivery.delivery,
        "duplicate" if original else outcome,
        stage=RULES[errors[0].rule].stage if errors else "submission",
        region_code=layout.region_code,
        period=period,
        activities=len(form.activities.rows) if form else 0,
        duplicate_of=original,
        errors=counts.errors,
        queries=counts.queries,
        notices=counts.notices,
        declared_empty=form.empty_categories(programme) if form else (),
    )
