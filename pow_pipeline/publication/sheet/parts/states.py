"""Builds the second table: the number of known activities by state, on the scale or not.

The main table, with the share of each status, is in `distribution.py`.
"""

from pow_pipeline.publication.figures import NOT_RECEIVED
from pow_pipeline.publication.sheet.blocks import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition


def states_section(edition: Edition) -> Section:
    """Return the table of all states, with its purpose."""
    columns = (edition.say("state"), *edition.categories.values())
    rows = [
        Row(edition.name(status.label), _cells(edition, status.code), symbol=status.symbol)
        for status in edition.states
    ]
    rows.append(Row(edition.say("not_received"), _cells(edition, NOT_RECEIVED), symbol="–"))
    known = tuple(edition.count(edition.figures.known[code]) for code in edition.categories)
    rows.append(Row(edition.say("all_known"), known, is_total=True))
    table = Table(edition.say("overview_caption"), tuple(map(Heading, columns)), tuple(rows))
    return Section(edition.say("overview"), (Text(edition.say("overview_note")), table))


def _cells(edition: Edition, state: str) -> tuple[str, ...]:
    states = edition.figures.states
    return tuple(edition.count(states[code, state]) for code in edition.categories)
