"""The data of a form: the region, the period and what is already known of its activities."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pow_pipeline.model.regions import Known
from schemas.language import Language, read_language
from schemas.programme.parts import Region
from schemas.programme.programme import Programme
from schemas.text.periods import Period

VERSION: Final = "1"  # increased when the layout of the form changes


def template_name(region: str, period: str) -> str:
    """Return the default name for the file of a form."""
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
        """The language of the people who fill in the form."""
        return read_language(self.programme.language)

    @property
    def deadline(self) -> date:
        """The last day on which it is on time."""
        return self.period.deadline_for(self.known.extended_until)

    @property
    def is_correction(self) -> bool:
        """Whether the region has already reported about the period."""
        return bool(self.known.answers) or any(
            activity.status for activity in self.known.activities
        )

    @property
    def file_name(self) -> str:
        """The default name for its file."""
        return template_name(self.region.code, self.period.code)

    @property
    def empty_categories(self) -> list[str]:
        """The labels of the categories that the region itself declared to have no activities.

        Left out: categories with an activity whose status has not been reported. Categories that
        the region did not mention are never filled in for it, so the query about them stays open if
        the form is sent back unchanged.
        """
        open_categories = {
            activity.category for activity in self.known.activities if not activity.status
        }
        return [
            category.label[self.language.code]
            for category in self.programme.categories
            if category.code in self.known.declared_empty and category.code not in open_categories
        ]
