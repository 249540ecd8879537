"""What is kept of a batch beside its verdicts: typed frames, without personal data."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from pow_pipeline.model import Finding, Judgement, Severity, Verdict
from schemas.programme.programme import Programme
from schemas.rules import RULES, broken_rules
from schemas.submission import DAYS, EVIDENCE, FINDING_COLUMNS, NUMBERS
from schemas.text.personal import SUSPECT, without_personal, without_personal_name
from schemas.text.values import read_day, read_number

# Where a person may write anything at all.
_TEXTS = ("activity_name", "explanation", "unit", "reason", "themes")
_PLACES = ("sheet", "activity_id_cell", "status_cell", "category_cell", "explanation_cell")


def keep_evidence(
    verdicts: tuple[Verdict, ...],
    *,
    rows: pd.DataFrame,
    answers: pd.DataFrame,
    findings: Mapping[str, Sequence[Finding]],
    explanations: pd.DataFrame,
    programme: Programme,
) -> Judgement:
    """Keep rows and answers of what was accepted, and all else of all but duplicates."""
    accepted = {verdict.delivery for verdict in verdicts if verdict.outcome == "accepted"}
    kept = [verdict.delivery for verdict in verdicts if verdict.outcome != "duplicate"]
    return Judgement(
        verdicts,
        rows=_typed_rows(rows[rows["delivery"].isin(accepted)], programme),
        answers=_typed_answers(answers[answers["delivery"].isin(accepted)], programme),
        findings=_frame_findings(kept, findings),
        explanations=explanations[explanations["delivery"].isin(kept)],
    )


def findings_of(judgement: Judgement) -> dict[str, tuple[tuple[Severity, Finding], ...]]:
    """Return what a judgement found in each delivery, in order, with what is said to it there."""
    said = {
        (row["delivery"], row["rule"], row["activity_id"].casefold()): row["text"]
        for row in judgement.explanations.to_dict("records")
    }
    names = [each.name for each in fields(Finding) if each.name in FINDING_COLUMNS]
    found: dict[str, list[tuple[Severity, Finding]]] = defaultdict(list)
    for row in judgement.findings.to_dict("records"):
        about = (row["delivery"], row["rule"], row["activity_id"].casefold())
        finding = Finding(**{name: row[name] for name in names}, explanation=said.get(about, ""))
        found[finding.delivery].append((row["severity"], finding))
    return {delivery: tuple(findings) for delivery, findings in found.items()}


def errors_of(judgement: Judgement) -> dict[str, frozenset[str]]:
    """Return what each delivery breaks, see `broken_rules`; those that break none are absent."""
    found = judgement.findings[judgement.findings["severity"] == "error"]
    errors: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    columns = (found[name] for name in ("delivery", "rule", "expected"))
    for delivery, rule, expected in zip(*columns, strict=True):
        errors[delivery].append((rule, tuple(expected)))
    return {delivery: broken_rules(each) for delivery, each in errors.items()}


def no_evidence(verdict: Verdict) -> Judgement:
    """Return a judgement that keeps nothing of the delivery but the verdict on it."""
    empty = {kind: pd.DataFrame(columns=list(names)) for kind, names in EVIDENCE.items()}
    return Judgement((verdict,), **empty)


def _frame_findings(
    deliveries: Sequence[str], findings: Mapping[str, Sequence[Finding]]
) -> pd.DataFrame:
    said = [
        {**asdict(RULES[finding.rule]), **asdict(_masked(finding)), "place": place}
        for delivery in deliveries
        for place, finding in enumerate(findings.get(delivery, ()), start=1)
    ]
    return pd.DataFrame(said, columns=list(FINDING_COLUMNS))


def _masked(finding: Finding) -> Finding:
    """Return a finding that echoes nothing personal, whatever rule it comes from."""
    is_measured = RULES[finding.rule].stage == "file"  # its numbers are sizes, and limits of ours

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
    """Keep the answers to known questions with a score of the scale, each question once."""
    asked = programme.questions
    scores = [str(score) for score in range(asked.lowest, asked.highest + 1)] if asked else []
    questions = set(programme.question_codes.values())
    known = answers[answers["question"].isin(questions) & answers["score"].isin(scores)]
    once = known[~known.duplicated(["delivery", "question"], keep=False)]
    texts = {name: _converted(once[name], without_personal) for name in ("sheet", "cell", "remark")}
    return once.assign(score=once["score"].astype("int32"), **texts)


def _converted(texts: "pd.Series[str]", convert: Callable[[str], str]) -> "pd.Series[str]":
    """Convert the texts in which something personal may be.

    By `map`, whose cost is linear: `Series.replace` compares every row with every suspect text.
    """
    suspect = texts.str.contains(SUSPECT)
    if not suspect.any():
        return texts
    converted = {text: convert(text) for text in texts[suspect].unique()}
    return texts.where(~suspect, texts.map(converted))


def _only(text: str, codes: Collection[str]) -> str:
    return "\n".join(tag for tag in text.split("\n") if tag in codes)


def _as_objects(texts: "pd.Series[str]", read: Any) -> "pd.Series[Any]":
    values = {text: read(text) for text in texts.unique()}
    found = [values[text] for text in texts.tolist()]  # a list: the texts are kept as Arrow
    return pd.Series(found, index=texts.index, dtype=object)


def _as_decimal(text: str) -> Decimal | None:
    number = read_number(text)
    return None if number is None else Decimal(number)
