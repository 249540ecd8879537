"""Writes the message to a submitter: the outcome, what to do and until when, the findings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pow_pipeline.feedback.findings import FindingText, put_into_words
from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model.feedback import Feedback
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

Tone = Literal["good", "problem", "plain"]

_TONES: Final[Mapping[str, Tone]] = {"accepted": "good", "rejected": "problem"}


@dataclass(frozen=True)
class Message:
    """A message in one language.

    Attributes:
        title: the kind of message and the programme.
        file: the name of the file that it is about.
        tone: `good` for an accepted delivery, `problem` if a report is missing or must be
            corrected, otherwise `plain`.
        opening: the current state, in one sentence.
        notes: other things to know.
        steps: what to do and until when.
        facts: label and text of each fact about the file.
        findings: the findings.
    """

    language: Language
    title: str
    file: str
    tone: Tone
    opening: str
    notes: tuple[str, ...]
    steps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    findings: tuple[FindingText, ...]

    def sections(self) -> list[tuple[str, list[FindingText]]]:
        """Return the findings under headings that say what they ask for."""
        words = self.language.feedback
        kinds = {
            "errors": [finding for finding in self.findings if finding.severity == "error"],
            "queries": [finding for finding in self.findings if is_open_query(finding)],
            "answered": [
                finding
                for finding in self.findings
                if finding.severity == "query" and finding.answer
            ],
            "notices": [finding for finding in self.findings if finding.severity == "notice"],
        }
        return [(words[kind], findings) for kind, findings in kinds.items() if findings]


def is_open_query(finding: FindingText) -> bool:
    """Return whether the finding is a query that the submitter has not answered."""
    return finding.severity == "query" and not finding.answer


def put_feedback_into_words(
    feedback: Feedback, programme: Programme, *, is_marked: bool
) -> Message:
    """Return the feedback on a delivery as a message in the language of the submitters.

    Args:
        feedback: the feedback.
        programme: the programme that the delivery was validated under.
        is_marked: whether the sender gets the data back with marks.
    """
    language = read_language(programme.language)
    words, delivery = language.feedback, feedback.delivery
    moment = delivery.arrival.astimezone(programme.zone)
    period, name = feedback.period, in_sight(delivery.name)
    findings = put_into_words(feedback.findings, language)
    can_send = _is_to_act(feedback, findings) and not _closed_on(feedback, programme)
    return Message(
        language,
        title=f"{words['title']} – {programme.name[language.code]}",
        file=name,
        tone="plain" if _is_superseded(feedback) else _TONES.get(feedback.outcome, "plain"),
        opening=_opening(feedback, programme, language),
        notes=tuple(_notes(feedback, programme, language)),
        steps=(
            *_steps(feedback, findings, programme, language),
            *([_marked(findings, language)] if is_marked and can_send else ()),
        ),
        facts=(
            (words["file"], name),
            (words["received"], f"{language.day(moment.date())} {moment:%H:%M}"),
            (words["region"], f"{delivery.sender} {feedback.region_name or words['unknown']}"),
            (words["period"], language.period(period) if period else words["unknown"]),
            (words["reference"], delivery.delivery),
        ),
        findings=findings,
    )


def _opening(feedback: Feedback, programme: Programme, language: Language) -> str:
    words = language.feedback
    if _is_overtaken(feedback):
        return words["overtaken"].format(holds=_holds(feedback, language))
    if feedback.outcome == "rejected" and not feedback.period:
        return words["rejected_unknown"]
    is_past = feedback.attempts > 1 or feedback.successor is not None
    is_rejected_again = feedback.outcome == "rejected" and is_past
    return words["rejected_again" if is_rejected_again else feedback.outcome].format(
        holds=_holds(feedback, language),
        arrival=_arrival(feedback, programme, language),
        original=feedback.duplicate_of,
    )


def _holds(feedback: Feedback, language: Language) -> str:
    """Return the sentence about the report that is in force instead of this delivery."""
    words = language.feedback
    if not feedback.version_in_force or not feedback.in_force_received_on:
        return words["none_kept"]
    return words["kept_later" if feedback.successor is not None else "kept"].format(
        version=feedback.version_in_force, day=language.day(feedback.in_force_received_on)
    )


def _arrival(feedback: Feedback, programme: Programme, language: Language) -> str:
    words, deadline = language.feedback, _deadline(feedback, programme)
    if not deadline or _arrived_on(feedback, programme) <= deadline:
        return words["on_time"]
    return words["late"].format(deadline=language.day(deadline))


def _notes(feedback: Feedback, programme: Programme, language: Language) -> Iterator[str]:
    words, deadline = language.feedback, _deadline(feedback, programme)
    if feedback.attempts > 1:
        day = language.day(_validated_on(feedback, programme))
        yield words["validated_again"].format(day=day)
    if feedback.outcome == "accepted":
        yield words["version"].format(version=feedback.version, activities=feedback.activities)
        if feedback.attempts == 1 and feedback.replaced_on and not _is_overtaken(feedback):
            day = language.day(feedback.replaced_on)
            yield words["replaces"].format(version=feedback.replaced_version, day=day)
        if deadline and _arrived_on(feedback, programme) > deadline:
            yield words["accepted_late"].format(deadline=language.day(deadline))
    if original := words.get(f"original_{feedback.original}"):
        yield original
    if feedback.successor is not None:
        name = in_sight(feedback.successor)
        yield words["successor"].format(file=name, delivery=feedback.delivery_in_force)
    if feedback.outcome == "rejected" and feedback.stage != "rows":
        yield words["rows_not_validated"]
    elif feedback.outcome == "rejected":
        yield words["more_to_come"]


def _steps(
    feedback: Feedback, findings: Iterable[FindingText], programme: Programme, language: Language
) -> Iterator[str]:
    words = language.feedback
    if feedback.outcome == "failed":
        yield words["hear_from_us"]
    elif _is_to_act(feedback, findings):
        yield from _what_to_do(feedback, programme, language)
    elif feedback.original != "rejected" or feedback.successor is not None:
        yield words["nothing_to_do"]


def _what_to_do(feedback: Feedback, programme: Programme, language: Language) -> Iterator[str]:
    """Yield what to do and until when; after the period has closed, only an extension helps."""
    words = language.feedback
    if closed := _closed_on(feedback, programme):
        yield words["closed"].format(closes=language.day(closed))
        return
    if feedback.outcome == "accepted":
        yield words["answer"]
    else:
        yield words["correct_file" if feedback.stage == "file" else "correct"]
    yield from _until(feedback, programme, language)


def _closed_on(feedback: Feedback, programme: Programme) -> date | None:
    """Return the closing day for this region, if it had passed when the delivery was validated."""
    period = programme.period(feedback.period) if feedback.period else None
    closes = period.closing_day_for(feedback.extended_until) if period else None
    return closes if closes and _validated_on(feedback, programme) > closes else None


def _is_to_act(feedback: Feedback, findings: Iterable[FindingText]) -> bool:
    """Return whether there is something to fix or to explain."""
    if _is_superseded(feedback):
        return False
    is_open = any(is_open_query(finding) for finding in findings)
    return feedback.outcome == "rejected" or (feedback.outcome == "accepted" and is_open)


def _marked(findings: Iterable[FindingText], language: Language) -> str:
    """Return the sentence about the use of the marked workbook."""
    words = language.feedback
    has_open_queries = any(is_open_query(finding) for finding in findings)
    return f"{words['marked']} {words['answer_there']}" if has_open_queries else words["marked"]


def _until(feedback: Feedback, programme: Programme, language: Language) -> Iterator[str]:
    """Yield the deadline; if the period is unknown, that of the current period on arrival."""
    words, deadline = language.feedback, _deadline(feedback, programme)
    period = programme.period(feedback.period) if feedback.period else None
    if not period or not deadline:
        current = programme.current_period(_arrived_on(feedback, programme))
        name, day = language.period(current.code), language.day(current.deadline)
        if _arrived_on(feedback, programme) <= current.deadline:
            yield words["until_asked"].format(period=name, deadline=day)
        return
    is_over = _validated_on(feedback, programme) > deadline
    yield words["was_until" if is_over else "until"].format(deadline=language.day(deadline))
    if closes := period.closing_day_for(feedback.extended_until):
        yield words["closes"].format(closes=language.day(closes))


def _deadline(feedback: Feedback, programme: Programme) -> date | None:
    period = programme.period(feedback.period) if feedback.period else None
    return period.deadline_for(feedback.extended_until) if period else None


def _arrived_on(feedback: Feedback, programme: Programme) -> date:
    return feedback.delivery.arrival.astimezone(programme.zone).date()


def _validated_on(feedback: Feedback, programme: Programme) -> date:
    return feedback.validated_at.astimezone(programme.zone).date()


def _is_overtaken(feedback: Feedback) -> bool:
    """Return whether this delivery was accepted and is not in force."""
    is_in_force = feedback.delivery_in_force == feedback.delivery.delivery
    return feedback.outcome == "accepted" and not is_in_force


def _is_superseded(feedback: Feedback) -> bool:
    """Return whether nothing is left to do about this delivery, whatever its findings."""
    return _is_overtaken(feedback) or feedback.successor is not None
