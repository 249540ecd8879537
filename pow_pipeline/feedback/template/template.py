"""A form that is to be made: for whom, about which period, and what is known already."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pow_pipeline.model import Known
from schemas.language import Language, read_language
from schemas.programme.parts import Region
from schemas.programme.programme import Programme
from schemas.text.periods import Period

VERSION: Final = "1"  # goes up when the layout of the form changes


def template_name(region: str, period: str) -> str:
    """Return the name that the file of a form has unless told otherwise."""
    return f"{region}_{period}.xlsx"


@dataclass(frozen=True)
class Template:
    """The form of one region about one period."""

    programme: Programme
    region: Region
    period: Period
    known: Known

    @cached_property
    def language(self) -> Language:
        """The language of those who fill it in."""
        return read_language(self.programme.language)

    @property
    def deadline(self) -> date:
        """The last day on which it is on time."""
        return self.period.deadline_for(self.known.extended_until)

    @property
    def is_correction(self) -> bool:
        """Whether the region has reported about the period already."""
        return bool(self.known.answers) or any(each.status for each in self.known.activities)

    @property
    def file_name(self) -> str:
        """The name that its file has unless told otherwise."""
        return template_name(self.region.code, self.period.code)

    @property
    def empty_categories(self) -> list[str]:
        """The labels of the categories that the region itself declared to have no activities.

        Left out: a category with an activity whose status is still to be reported. What a region
        said nothing about is never filled in for it, so the query about that stays open when the
        form comes back as it was.
        """
        asked = {each.category for each in self.known.activities if not each.status}
        return [
            category.label[self.language.code]
            for category in self.programme.categories
            if category.code in self.known.declared_empty and category.code not in asked
        ]
