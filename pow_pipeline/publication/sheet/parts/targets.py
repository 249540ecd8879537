"""Builds the section on targets and results, by unit; different units are never summed."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from pow_pipeline.publication.figures import Realisation
from pow_pipeline.publication.sheet.blocks import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition
from schemas.programme.programme import TOTAL

_MOST_UNITS: Final = 4  # keeps the sheet short; the data contain all units
_LONGEST_UNIT: Final = 60


def targets_section(edition: Edition) -> Section | None:
    """Return the targets with the results; None if no activity reports both."""
    realisations = edition.figures.realisations
    whole = [realisation for realisation in realisations if realisation.category == TOTAL]
    if not whole:
        return None
    named = sorted(
        (realisation for realisation in whole if realisation.unit),
        key=lambda realisation: -realisation.activities,
    )
    apart = sum(realisation.activities for realisation in whole if not realisation.unit)
    counted = sum(realisation.activities for realisation in whole)
    blocks: list[Text | Table] = [
        Text(edition.say_number("targets_note", counted, reported=edition.count(whole[0].reported)))
    ]
    rows_of = {
        unit: list(rows)
        for unit, rows in groupby(
            edition.figures.realisations, lambda realisation: realisation.unit
        )
    }
    blocks += [_table(edition, rows_of[realisation.unit]) for realisation in named[:_MOST_UNITS]]
    if more := len(named[_MOST_UNITS:]):
        blocks.append(Text(edition.say_number("targets_more", more)))
    if apart:
        blocks.append(Text(edition.say_number("targets_apart", apart)))
    if named:
        blocks.append(Text(edition.say("targets_method")))
    return Section(edition.say("targets"), tuple(blocks))


def _table(edition: Edition, of_unit: Sequence[Realisation]) -> Table:
    labels = ("category", "target_count", "target", "realised", "of_target")
    caption = edition.say("targets_caption", unit=_shortened(of_unit[0].unit or ""))
    columns = tuple(Heading(edition.say(label)) for label in labels)
    return Table(caption, columns, tuple(_rows(edition, of_unit)))


def _shortened(unit: str) -> str:
    """Return a unit that fits on a line; the data contain it in full."""
    return unit if len(unit) <= _LONGEST_UNIT else f"{unit[: _LONGEST_UNIT - 1]}…"


def _rows(edition: Edition, of_unit: Sequence[Realisation]) -> Iterator[Row]:
    """Yield the total of a unit and its categories; without the total if there is one category."""
    names, amount = edition.categories, edition.language.amount
    has_parts = len(of_unit) > len((TOTAL, "one category"))
    for realisation in of_unit:
        if has_parts or realisation.category != TOTAL:
            numbers = (
                amount(realisation.target or 0),
                amount(realisation.realised or 0),
                _share(edition, realisation),
            )
            label = names.get(realisation.category, realisation.category)
            cells = (edition.count(realisation.activities), *numbers)
            yield Row(label, cells, is_total=realisation.category == TOTAL)


def _share(edition: Edition, of: Realisation) -> str:
    """Return the realised share of a target, never a false 0 or 100."""
    if of.percentage is None or not of.target:
        return "–"
    return edition.percentage(int(of.percentage), is_none=not of.realised, is_all=of.share >= 1)
