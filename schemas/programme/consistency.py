"""Checks that the parts of a programme fit together, and collects its texts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from schemas.language import LANGUAGES
from schemas.programme.parts import Choice, Region
from schemas.programme.reserved import reserved_codes
from schemas.text.headings import Headings
from schemas.text.periods import period_kind

if TYPE_CHECKING:
    from schemas.programme.programme import Programme

ALWAYS_REQUIRED: Final = ("activity_id", "activity_name", "category", "status")


def check_consistency(programme: "Programme") -> None:
    """Check codes, texts, statuses, periods and tiles against each other.

    Raises:
        ValueError: two parts do not fit together; the message names the place and the fix.
    """
    _check_codes(programme)
    if programme.text.headings != Headings():
        raise ValueError("text: headings are the names of the columns; write them there")
    _check_texts(programme)
    if not any(status.kind == "scale" for status in programme.statuses):
        raise ValueError("statuses: at least one must have the kind 'scale'")
    _check_periods(programme)
    for tile in programme.tiles:
        if programme.region(tile.region) is None:
            raise ValueError(f"tiles.csv › {tile.region}: there is no such region")


def labelled_texts(programme: "Programme") -> list[dict[str, str]]:
    """Return all texts of a programme, each by language."""
    columns = [*programme.columns.values()]
    choices: list[Choice] = [*programme.categories, *programme.statuses, programme.nothing]
    if programme.questions:
        columns += programme.questions.columns.values()
        choices += programme.questions.asked
    choices += [choice for column in columns for choice in column.choices]
    optional = [text for status in programme.statuses for text in (status.meaning, status.phrase)]
    optional += [programme.look.logo_alt, programme.colophon.publisher, programme.colophon.contact]
    labelled = [programme.name, programme.total, *(status.word for status in programme.statuses)]
    labelled += [column.label for column in columns] + [choice.label for choice in choices]
    return labelled + [text for text in optional if text]


def _check_codes(programme: "Programme") -> None:
    lists: dict[str, Sequence[Choice | Region]] = {
        "categories": programme.categories,
        "statuses": programme.statuses,
        "regions.csv": programme.regions,
        "questions › asked": programme.questions.asked if programme.questions else (),
        **{
            f"columns › {name} › choices": column.choices
            for name, column in programme.columns.items()
        },
    }
    problems = [
        problem
        for place, parts in lists.items()
        for problem in reserved_codes(place, (part.code for part in parts))
    ]
    if problems:
        raise ValueError("\n".join(problems))


def _check_texts(programme: "Programme") -> None:
    unknown = set(programme.languages) - set(LANGUAGES)
    if unknown:
        raise ValueError(f"languages: {unknown} not among {', '.join(LANGUAGES)}")
    for labels in programme.labelled:
        if not set(programme.languages) <= set(labels):
            raise ValueError(f"{labels}: must have a text for each of {programme.languages}")
    optional = [name for name in ALWAYS_REQUIRED if name not in programme.required_columns]
    if optional:
        raise ValueError(f"columns: {', '.join(optional)} must have required = true")


def _check_periods(programme: "Programme") -> None:
    periods = programme.listed_periods
    for period in periods:
        if not any(region.exists_on(period.reference) for region in programme.regions):
            raise ValueError(f"periods: no region exists in {period.code}")
    if len({period_kind(period.code) for period in periods}) > 1:
        raise ValueError("periods: they must all be of one kind, such as half-years")
    if not all(period.code < later.code for period, later in pairwise(periods)):
        raise ValueError("periods: they must stand in the order of time, each one once")
    days = [period.reference for period in periods]
    if not all(day < later for day, later in pairwise(days)):
        raise ValueError("periods: their reference days must follow each other in that order")
    codes = [period.code for period in periods]
    if programme.first_period is not None and programme.first_period not in codes:
        raise ValueError(
            f"first_period: {programme.first_period!r} is none of the periods of this file; "
            f"write one of {', '.join(codes)}"
        )
