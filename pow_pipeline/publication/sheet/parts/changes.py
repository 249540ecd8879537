"""Builds the section with the changes since the previous period.

It shows the transitions between states, and the activities that stayed in one for too long.
"""

from collections.abc import Callable, Iterator

from pow_pipeline.publication.figures import NOT_KNOWN, NOT_RECEIVED, Transition
from pow_pipeline.publication.sheet.blocks import Heading, Items, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition


def changes_section(edition: Edition) -> Section | None:
    """Return the transitions and a summary of them; None if there is no previous period."""
    if edition.figures.period_before is None:
        return None
    return Section(
        edition.say("changes", before=edition.period_before),
        (Text(_sentence(edition)), _matrix(edition), Items(tuple(_items(edition)))),
    )


def _count(edition: Edition, which: Callable[[Transition], bool]) -> int:
    return sum(
        transition.activities for transition in edition.figures.transitions if which(transition)
    )


def _sentence(edition: Edition) -> str:
    final = {status.code for status in edition.programme.statuses if status.kind == "final"}
    counts = {
        "improved": _count(edition, lambda transition: transition.direction == "improved"),
        "worsened": _count(edition, lambda transition: transition.direction == "worsened"),
        "unchanged": _count(edition, lambda transition: transition.direction == "unchanged"),
        "new": _count(edition, lambda transition: transition.status_before == NOT_KNOWN),
        "ended": _count(
            edition,
            lambda transition: transition.status in final and transition.status_before not in final,
        ),
        "not_received": _count(edition, lambda transition: transition.status == NOT_RECEIVED),
    }
    return edition.say(
        "changes_sentence",
        before=edition.period_before,
        **{name: edition.count(count) for name, count in counts.items()},
    )


def _matrix(edition: Edition) -> Table:
    """Return the matrix of transitions; states without transitions are left out."""
    known = {status.code: (edition.name(status.label), status.symbol) for status in edition.states}
    known |= {code: (edition.say(code), "–") for code in (NOT_RECEIVED, NOT_KNOWN)}
    counts: dict[tuple[str, str], int] = {}
    for transition in edition.figures.transitions:
        pair = (transition.status_before, transition.status)
        counts[pair] = counts.get(pair, 0) + transition.activities
    before = [code for code in known if any(pair[0] == code for pair in counts)]
    now = [code for code in known if any(pair[1] == code for pair in counts)]
    columns = [Heading(edition.say("from_to")), *(Heading(*known[code]) for code in now)]
    rows = (
        Row(
            known[of][0],
            tuple(edition.count(counts.get((of, to), 0)) for to in now),
            symbol=known[of][1],
        )
        for of in before
    )
    return Table(
        edition.say("matrix_caption"),
        tuple(columns),
        tuple(rows),
        edition.say("matrix_note", before=edition.period_before, now=edition.period),
    )


def _items(edition: Edition) -> Iterator[str]:
    figures, last = edition.figures, edition.programme.scale[-1]
    before = _count(edition, lambda transition: transition.recovered is not None)
    if before:
        recovered = _count(edition, lambda transition: bool(transition.recovered))
        yield edition.say_number(
            "recovered",
            recovered,
            before=edition.count(before),
            status=edition.name(edition.programme.scale[0].label),
        )
    label = edition.name(last.label)
    long = _count(
        edition,
        lambda transition: (transition.status_before, transition.status) == (last.code, last.code),
    )
    yield edition.say_number("at_worst_again", long, status=label)
    regions = sum(
        number > 0 for (_, status), number in figures.by_region.items() if status == last.code
    )
    reported = edition.count(figures.reporting.in_figures)
    yield edition.say_number("regions_at_worst", regions, reported=reported, status=label)
