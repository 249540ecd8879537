"""An edition of a sheet: its figures in one language, and the format of its numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from pow_pipeline.publication.figures import Change, Figures, Share
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.revised_figure import RevisedFigure
from schemas.language import Language
from schemas.programme.parts import Labels, Status
from schemas.programme.programme import TOTAL, Programme

_WHOLE: Final = 100
MINUS: Final = "−"


@dataclass(frozen=True)
class Edition:
    """A sheet to make in one language.

    Attributes:
        revised: the figures that differ from the previous release; None if there is no such
            release.
        approved_on: the day on which it was approved despite failed checks.
    """

    figures: Figures
    plan: ReleasePlan
    programme: Programme
    language: Language
    revised: tuple[RevisedFigure, ...] | None = None
    approved_on: date | None = None

    def say(self, key: str, **values: object) -> str:
        """Return a text of the sheet with its values."""
        return self.language.sheet[key].format(**values)

    def say_number(self, key: str, number: int, **values: object) -> str:
        """Return the singular or plural text for a number, which is inserted as `number`."""
        form = f"{key}_one" if number == 1 else key
        return self.say(form, number=self.count(number), **values)

    def name(self, labels: Labels) -> str:
        """Return a text of the programme in the language of the edition."""
        return labels[self.language.code]

    def count(self, number: int) -> str:
        """Return a number of activities or regions as text."""
        return self.language.count(number)

    @property
    def period(self) -> str:
        """The name of the period."""
        return self.language.period(self.figures.period)

    @property
    def period_before(self) -> str:
        """The name of the period that it is compared with; '' for the first period."""
        before = self.figures.period_before
        return self.language.period(before) if before else ""

    @property
    def minimum(self) -> int:
        """The number of activities below which counts replace percentages."""
        return self.programme.thresholds.minimum_denominator

    @property
    def categories(self) -> dict[str, str]:
        """The names of the total and of the categories, by code, in the order of the sheet."""
        labels = {TOTAL: self.programme.total}
        labels |= {category.code: category.label for category in self.programme.categories}
        return {code: self.name(label) for code, label in labels.items()}

    @property
    def states(self) -> tuple[Status, ...]:
        """All statuses, ordered by the progress of an activity."""
        order = ("open", "scale", "final")
        return tuple(sorted(self.programme.statuses, key=lambda status: order.index(status.kind)))

    def share(self, share: Share) -> str:
        """Return a share as text: never a percentage of few activities, never a false 0 or 100."""
        if not share.denominator:
            return self.say("no_figures")
        if share.denominator < self.minimum or share.percentage is None:
            return self.numbers(share.numerator, share.denominator)
        is_all = share.numerator == share.denominator
        return self.percentage(share.percentage, is_none=not share.numerator, is_all=is_all)

    def percentage(self, percentage: int, *, is_none: bool, is_all: bool) -> str:
        """Return a rounded percentage; shares that only round to 0 or 100 get a different text."""
        if percentage == 0 and not is_none:
            return self.say("almost_none")
        if percentage == _WHOLE and not is_all:
            return self.say("almost_all")
        return f"{self.count(percentage)}%"

    def numbers(self, count: int, denominator: int) -> str:
        """Return the share of a small group as two numbers."""
        return self.say(
            "share_in_numbers", count=self.count(count), denominator=self.count(denominator)
        )

    def change(self, change: Change | None) -> str:
        """Return the change of a share; a dash if one of the two groups is empty or small."""
        if change is None or min(change.denominator, change.denominator_before) < self.minimum:
            return "–"
        return signed(change.points)

    def matched_change(self, change: Change | None) -> str:
        """Return the change among the activities in both periods; a dash if they are few."""
        if change is None or change.matched < self.minimum:
            return "–"
        return signed(change.matched_points)


def signed(points: int | None) -> str:
    """Return percentage points with their sign."""
    if points is None:
        return "–"
    return f"{'+' if points > 0 else MINUS if points < 0 else ''}{abs(points)}"
