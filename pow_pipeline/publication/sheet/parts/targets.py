"""What was planned against what has been realised, by unit: never a sum of unlike units."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from pow_pipeline.publication.sheet.content import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.figures import Realisation
from schemas.programme.programme import TOTAL

_MOST_UNITS: Final = 4  # what does not make the sheet longer than it may be; the data have all
_LONGEST_UNIT: Final = 60


def targets_section(edition: Edition) -> Section | None:
    """Return the targets with what has been realised; none where nobody reports both."""
    found = edition.figures.realisations
    whole = [each for each in found if each.category == TOTAL]
    if not whole:
        return None
    named = sorted((each for each in whole if each.unit), key=lambda each: -each.count)
    apart = sum(each.count for each in whole if not each.unit)
    counted = sum(each.count for each in whole)
    blocks: list[Text | Table] = [
        Text(edition.say_number("targets_note", counted, reported=edition.count(whole[0].reported)))
    ]
    rows_of = {
        unit: list(rows)
        for unit, rows in groupby(edition.figures.realisations, lambda each: each.unit)
    }
    blocks += [_table(edition, rows_of[each.unit]) for each in named[:_MOST_UNITS]]
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
    """Return a unit that fits on a line; the data have the whole of it."""
    return unit if len(unit) <= _LONGEST_UNIT else f"{unit[: _LONGEST_UNIT - 1]}…"


def _rows(edition: Edition, of_unit: Sequence[Realisation]) -> Iterator[Row]:
    """Yield the total of a unit and its categories; of one category that alone."""
    names, amount = edition.categories, edition.language.amount
    has_parts = len(of_unit) > len((TOTAL, "one category"))
    for each in of_unit:
        if has_parts or each.category != TOTAL:
            numbers = (amount(each.target or 0), amount(each.realised or 0), _share(edition, each))
            label = names.get(each.category, each.category)
            cells = (edition.count(each.count), *numbers)
            yield Row(label, cells, is_total=each.category == TOTAL)


def _share(edition: Edition, of: Realisation) -> str:
    """Return how much of a target is realised, never a false 0 or 100."""
    if of.percentage is None or not of.target:
        return "–"
    return edition.percentage(int(of.percentage), is_none=not of.realised, is_all=of.share >= 1)
