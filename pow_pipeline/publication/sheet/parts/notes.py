"""Builds the notes on how to read the figures, and the colophon."""

from collections.abc import Iterator

from pow_pipeline.publication.sheet.blocks import Fact, Facts, Items, Section
from pow_pipeline.publication.sheet.edition import Edition


def notes_section(edition: Edition) -> Section:
    """Return the notes: rounding, missing activities, the source of the figures, the method."""
    keys = ["rounding", "change_rounding", "missing", "self_reported", "like_for_like_note"]
    keys += [] if edition.figures.is_final else ["provisional_note"]
    notes = [edition.say(key) for key in keys]
    notes.insert(2, edition.say("small", minimum=edition.minimum))
    return Section(edition.say("notes"), (Items((*notes, edition.say("method"))),))


def colophon_section(edition: Edition) -> Section:
    """Return the colophon."""
    return Section(edition.say("colophon"), (Facts(tuple(_facts(edition))),))


def release_facts(edition: Edition) -> tuple[Fact, ...]:
    """Return the release, its dates, and the date of the next one."""
    period = edition.programme.period(edition.figures.period)
    facts = [
        ("reference_date", edition.language.day(period.reference) if period else ""),
        ("issued", edition.language.day(edition.plan.issued)),
        ("next_issue", _next_issue(edition)),
        ("release", edition.plan.name),
        ("figures", edition.say("final" if edition.figures.is_final else "provisional")),
    ]
    return tuple(Fact(edition.say(key), value) for key, value in facts if value)


def _next_issue(edition: Edition) -> str:
    plan = edition.plan
    following = edition.programme.next_publication(plan.period, plan.issued)
    return edition.language.day(following.publication) if following else ""


def _facts(edition: Edition) -> Iterator[Fact]:
    colophon = edition.programme.colophon
    if colophon.publisher:
        yield Fact(edition.say("publisher"), edition.name(colophon.publisher))
    yield from release_facts(edition)
    if signed := edition.plan.signed_off_on:
        yield Fact(edition.say("signed_off_on"), edition.language.day(signed))
    for reopened in edition.plan.reopened:
        sentence = edition.say(
            "reopened_on", day=edition.language.day(reopened.on), why=reopened.why
        )
        yield Fact(edition.say("reopened"), sentence)
    if colophon.contact or colophon.contact_link:
        address = colophon.contact_link or ""
        text = edition.name(colophon.contact) if colophon.contact else _without_scheme(address)
        yield Fact(edition.say("contact"), text, address)
    if statement := colophon.accessibility_statement:
        yield Fact(edition.say("accessibility"), _without_scheme(statement), statement)
    yield Fact(edition.say("data"), edition.say("data_note"))


def _without_scheme(address: str) -> str:
    return address.removeprefix("https://").removeprefix("mailto:")
