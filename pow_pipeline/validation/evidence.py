"""Evidence of a batch, stored besides the outcomes: typed frames without personal data."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from pow_pipeline.model.findings import Finding, Severity, ValidatedBatch, ValidationResult
from schemas.evidence import DAYS, EVIDENCE, FINDING_COLUMNS, NUMBERS
from schemas.programme.programme import Programme
from schemas.rules import RULES, broken_rules
from schemas.text.personal import SUSPECT, without_personal, without_personal_name
from schemas.text.values import read_day, read_number

# Columns with free text.
_TEXTS = ("activity_name", "explanation", "unit", "reason", "themes")
_PLACES = ("sheet", "activity_id_cell", "status_cell", "category_cell", "explanation_cell")


def keep_evidence(
    results: tuple[ValidationResult, ...],
    *,
    rows: pd.DataFrame,
    answers: pd.DataFrame,
    findings: Mapping[str, Sequence[Finding]],
    query_answers: pd.DataFrame,
    programme: Programme,
) -> ValidatedBatch:
    """Return the validation result with its evidence.

    Rows and answers to questions are kept for accepted deliveries, findings and answers to queries
    for all deliveries except duplicates.
    """
    accepted = {result.delivery for result in results if result.outcome == "accepted"}
    original = [result.delivery for result in results if result.outcome != "duplicate"]
    return ValidatedBatch(
        results,
        rows=_typed_rows(rows[rows["delivery"].isin(accepted)], programme),
        answers=_typed_answers(answers[answers["delivery"].isin(accepted)], programme),
        findings=_frame_findings(original, findings),
        query_answers=query_answers[query_answers["delivery"].isin(original)],
    )


def findings_of(batch: ValidatedBatch) -> dict[str, tuple[tuple[Severity, Finding], ...]]:
    """Return the findings of each delivery in order, with the answers given in it."""
    texts = {
        (row["delivery"], row["rule"], row["activity_id"].casefold()): row["text"]
        for row in batch.query_answers.to_dict("records")
    }
    names = [field.name for field in fields(Finding) if field.name in FINDING_COLUMNS]
    by_delivery: dict[str, list[tuple[Severity, Finding]]] = defaultdict(list)
    for row in batch.findings.to_dict("records"):
        about = (row["delivery"], row["rule"], row["activity_id"].casefold())
        finding = Finding(**{name: row[name] for name in names}, answer=texts.get(about, ""))
        by_delivery[finding.delivery].append((row["severity"], finding))
    return {delivery: tuple(findings) for delivery, findings in by_delivery.items()}


def errors_of(batch: ValidatedBatch) -> dict[str, frozenset[str]]:
    """Return the broken rules of each delivery that has any, see `broken_rules`."""
    rows = batch.findings[batch.findings["severity"] == "error"]
    errors: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    columns = (rows[name] for name in ("delivery", "rule", "expected"))
    for delivery, rule, expected in zip(*columns, strict=True):
        errors[delivery].append((rule, tuple(expected)))
    return {delivery: broken_rules(rules) for delivery, rules in errors.items()}


def no_evidence(result: ValidationResult) -> ValidatedBatch:
    """Return a validation result with only the outcome of the delivery and empty evidence."""
    empty = {kind: pd.DataFrame(columns=list(names)) for kind, names in EVIDENCE.items()}
    return ValidatedBatch((result,), **empty)


def _frame_findings(
    deliveries: Sequence[str], findings: Mapping[str, Sequence[Finding]]
) -> pd.DataFrame:
    rows = [
        {**asdict(RULES[finding.rule]), **asdict(_masked(finding)), "place": place}
        for delivery in deliveries
        for place, finding in enumerate(findings.get(delivery, ()), start=1)
    ]
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS))


def _masked(finding: Finding) -> Finding:
    """Return the finding without personal data."""
    is_measured = RULES[finding.rule].stage == "file"  # its numbers are sizes and our own limits

    def mask(text: str) -> str:
        return text if is_measured and text.isdecimal() else without_personal(text)

    return replace(
        finding,
        sheet=mask(finding.sheet),
        cell=mask(finding.cell),
        activity_id=without_personal_name(finding.activity_id),
        activity_name=mask(finding.activity_name),
        found=mask(finding.found),
        expected=tuple(map(mask, finding.expected)),
    )


def _typed_rows(rows: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    typed = rows.copy()
    for name in (*_TEXTS, *_PLACES):
        typed[name] = _converted(typed[name], without_personal)
    typed["activity_id"] = _converted(typed["activity_id"], without_personal_name)
    for name in ("reason", "themes"):
        if codes := set(programme.choice_codes(name).values()):
            typed[name] = [_only(text, codes) for text in typed[name].tolist()]
    typed["themes"] = _as_objects(typed["themes"], lambda text: text.split("\n") if text else [])
    for name in DAYS:
        typed[name] = _as_objects(typed[name], read_day)
    for name in NUMBERS:
        typed[name] = _as_objects(typed[name], _as_decimal)
    return typed


def _typed_answers(answers: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Return the answers to known questions with a score on the scale; drop repeated questions."""
    scale = programme.questions
    scores = [str(score) for score in range(scale.lowest, scale.highest + 1)] if scale else []
    questions = set(programme.question_codes.values())
    known = answers[answers["question"].isin(questions) & answers["score"].isin(scores)]
    once = known[~known.duplicated(["delivery", "question"], keep=False)]
    texts = {name: _converted(once[name], without_personal) for name in ("sheet", "cell", "remark")}
    return once.assign(score=once["score"].astype("int32"), **texts)


def _converted(texts: "pd.Series[str]", convert: Callable[[str], str]) -> "pd.Series[str]":
    """Convert the texts that can contain personal data.

    `map` is used because its cost is linear; `Series.replace` compares every row with every suspect
    text.
    """
    suspect = texts.str.contains(SUSPECT)
    if not suspect.any():
        return texts
    converted = {text: convert(text) for text in texts[suspect].drop_duplicates().tolist()}
    return texts.where(~suspect, texts.map(converted))


def _only(text: str, codes: Collection[str]) -> str:
    return "\n".join(tag for tag in text.split("\n") if tag in codes)


def _as_objects(texts: "pd.Series[str]", read: Any) -> "pd.Series[Any]":
    values = {text: read(text) for text in texts.drop_duplicates().tolist()}
    objects = [values[text] for text in texts.tolist()]  # a list, because the texts are in Arrow
    return pd.Series(objects, index=texts.index, dtype=object)


def _as_decimal(text: str) -> Decimal | None:
    number = read_number(text)
    return None if number is None else Decimal(number)
