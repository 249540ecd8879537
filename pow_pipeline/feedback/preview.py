"""Writes the message about a file that is checked before it is sent."""

from collections.abc import Sequence
from datetime import date

from pow_pipeline.feedback.findings import put_into_words
from pow_pipeline.feedback.message import Message, Tone, is_open_query
from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model.findings import Finding, Severity, ValidationResult
from schemas.language import Language
from schemas.programme.programme import Programme
from schemas.rules import count_findings
from schemas.text.periods import Period


def put_check_into_words(
    file: str,
    result: ValidationResult,
    findings: Sequence[tuple[Severity, Finding]],
    *,
    extended_until: date | None,
    programme: Programme,
    language: Language,
) -> Message:
    """Return the message about a file that was checked.

    Args:
        file: the name of the file.
        result: the validation result that the file would have.
        findings: all findings of the rules.
        extended_until: the last day on time after an extension for its region; None without one.
        programme: the programme that it was checked against.
        language: the language of the reader.
    """
    words, feedback = language.check, language.feedback
    kind, tone = _KINDS.get(result.outcome, ("not_acceptable", "problem"))
    region = programme.region(result.region_code or "")
    period, name = result.period, in_sight(file)
    unknown = feedback["unknown"]
    finding_texts = put_into_words(findings, language)
    is_asked_about = kind == "acceptable" and any(
        is_open_query(finding) for finding in finding_texts
    )
    counts = {
        "activities": result.activities,
        "error": result.error,
        "errors": count_findings(severity for severity, _ in findings).errors,
    }
    notes = [words[f"{kind}_count"].format(**counts)]
    if kind == "not_acceptable" and result.stage != "rows":
        notes.append(feedback["rows_not_validated"])
    return Message(
        language,
        title=f"{words['title']} – {programme.name.get(language.code, programme.code)}",
        file=name,
        tone=tone,
        opening=words[kind],
        notes=tuple(notes),
        steps=(words[f"{'asked' if is_asked_about else kind}_step"],),
        facts=(
            (feedback["file"], name),
            (feedback["region"], f"{region.code} {region.name}" if region else unknown),
            (feedback["period"], language.period(period) if period else unknown),
            *_deadline(programme.period(period or ""), extended_until, language),
        ),
        findings=finding_texts,
    )


def _deadline(
    period: Period | None, extended_until: date | None, language: Language
) -> list[tuple[str, str]]:
    if not period:
        return []
    day = period.deadline_for(extended_until)
    return [(language.template["deadline"], language.day(day))]


_KINDS: dict[str, tuple[str, Tone]] = {
    "accepted": ("acceptable", "good"),
    "failed": ("failed", "plain"),
}
