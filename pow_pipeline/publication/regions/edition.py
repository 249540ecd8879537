"""The data of the page of one region, in one language."""

from dataclasses import dataclass

from pow_pipeline.publication.figures import NOT_RECEIVED
from pow_pipeline.publication.regions.reading import Activity, Report
from pow_pipeline.publication.sheet.blocks import Mark
from pow_pipeline.publication.sheet.edition import Edition
from schemas.programme.parts import Region


@dataclass(frozen=True)
class Question:
    """One open query in words; `about` and `found` are '' if there is nothing to say."""

    title: str
    about: str
    found: str
    remedy: str


@dataclass(frozen=True)
class RegionEdition:
    """The page of one region in one language.

    Attributes:
        own, country: the figures of the region, and those of all regions together.
        report: the state of its report; None if the region is not expected in the period.
    """

    region: Region
    own: Edition
    country: Edition
    report: Report | None
    activities: tuple[Activity, ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        """The name of the region with its code."""
        return f"{self.region.name} ({self.region.code})"

    def say(self, key: str, **values: object) -> str:
        """Return a text of the page with its values."""
        return self.own.language.region_page[key].format(**values)

    def say_number(self, key: str, number: int) -> str:
        """Return the singular or plural text for a number, which is inserted as `number`."""
        form = f"{key}_one" if number == 1 else key
        return self.say(form, number=self.own.count(number))

    def state(self, code: str) -> Mark:
        """Return a status, or the state not received, with its symbol."""
        if code == NOT_RECEIVED:
            return Mark("–", self.own.say(NOT_RECEIVED))
        status = next(status for status in self.own.states if status.code == code)
        return Mark(status.symbol, self.own.name(status.label))
