"""Writes a reminder: the period, the deadline, what is open and how to send it.

The texts are in `[reminder]` of each file in `schemas/languages/`.
"""

from collections.abc import Iterator

from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.template.form_data import template_name
from pow_pipeline.model.regions import RegionState
from pow_pipeline.record.reminders import Reminded
from schemas.language import Language, read_language
from schemas.programme.programme import Programme


def reminder_message(reminded: Reminded, state: RegionState, programme: Programme) -> Message:
    """Return the reminder to a region, in the language of the submitters.

    Args:
        reminded: the event.
        state: the state of the region at that event.
        programme: the programme in force at that event.
    """
    language = read_language(programme.language)
    words, feedback = language.reminder, language.feedback
    region = programme.region(state.region)
    period = language.period(reminded.period)
    return Message(
        language,
        title=f"{words['title'].format(period=period)} – {programme.name[language.code]}",
        file=template_name(state.region, reminded.period),
        tone="problem" if reminded.days > 0 else "plain",
        opening=words[_key(reminded, state)].format(deadline=language.day(reminded.deadline)),
        notes=(_open(state, language),),
        steps=tuple(_steps(reminded, state, programme, language)),
        facts=(
            (feedback["region"], f"{state.region} {region.name if region else ''}".strip()),
            (feedback["period"], period),
            (words["deadline"], language.day(reminded.deadline)),
            (feedback["reference"], reminder_name(reminded)),
        ),
        findings=(),
    )


def reminder_text(message: Message) -> str:
    """Return a reminder as plain text."""
    facts = [f"{label}: {text}" for label, text in message.facts]
    parts = [message.title, message.opening, *message.notes, *message.steps, "\n".join(facts)]
    return "\n\n".join(parts) + "\n"


def reminder_name(reminded: Reminded) -> str:
    """Return the name of the reminders of an event, used for their folder and as reference."""
    return f"reminder-{reminded.period}-{reminded.number}"


def _key(reminded: Reminded, state: RegionState) -> str:
    when = "after" if reminded.days > 0 else "before"
    return when if state.is_silent else f"queries_{when}"


def _open(state: RegionState, language: Language) -> str:
    """Return the sentence about what is left to do."""
    words = language.reminder
    if state.is_silent:
        return words["not_counting" if state.has_sent else "silent"]
    if state.open_queries == 1:
        return words["query"]
    return words["queries"].format(count=language.count(state.open_queries))


def _steps(
    reminded: Reminded, state: RegionState, programme: Programme, language: Language
) -> Iterator[str]:
    words, region = language.reminder, state.region
    period = programme.period(reminded.period)
    if state.is_silent:
        yield words["form"].format(file=template_name(region, reminded.period), region=region)
    else:
        yield words["answer"].format(region=region, delivery=state.delivery)
    yield words["send"].format(region=region)
    if reminded.days > 0 and state.is_silent:
        yield words["soon"]
    if period and (closes := period.closing_day_for(state.deadline)):
        yield language.feedback["closes"].format(closes=language.day(closes))
    yield words["crossed"]
