"""What a programme may say: names, calendar, categories, statuses, columns, thresholds, regions.

Everything that one programme says differently from another is here; `programme_folder` reads it.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.language import LANGUAGES
from schemas.matching import matching_key
from schemas.periods import Period
from schemas.text_forms import TextForms

TOTAL: Final = "total"

ColumnName = Literal[
    "region", "period", "activity_id", "activity_name", "category", "status", "explanation"
]
_ALWAYS_REQUIRED: Final = {"activity_id", "activity_name", "category", "status"}
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Labels = Annotated[dict[str, str], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Category(_Part):
    """One category of activities; the order in the file is the order on the sheet."""

    code: Code
    label: Labels
    aliases: tuple[str, ...] = ()


class Status(_Part):
    """One status; the order in the file is the order on the scale.

    Attributes:
        label: how the sheet names it.
        word: how the form names it.
        needs_explanation: whether a report should say why an activity has it.
        kind: on the scale; open (may still get a status); or final (stays so).
        text_colour: the colour of text that stands on `colour`.
    """

    code: Code
    label: Labels
    word: Labels
    kind: Literal["scale", "open", "final"]
    needs_explanation: bool = False
    colour: Colour
    text_colour: Colour
    symbol: str
    aliases: tuple[str, ...] = ()


class Column(_Part):
    """One column of the form that the programme knows."""

    label: Labels
    aliases: tuple[str, ...] = ()
    required: bool = False


class Thresholds(_Part):
    """Limits that the figures are held against.

    Attributes:
        minimum_reporting_rate: below this share of regions a period is not published.
        minimum_denominator: a share of fewer activities is flagged as small.
        header_rows: within how many rows from the top the header must stand.
    """

    minimum_reporting_rate: float = Field(ge=0, le=1)
    minimum_denominator: int = Field(ge=1)
    header_rows: int = Field(default=20, ge=1)


class Region(_Part):
    """A reporting unit, with the dates between which it exists."""

    code: Code
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    planned_activities: int | None = Field(default=None, ge=0)

    def exists_on(self, day: date) -> bool:
        """Whether the region exists on `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class Programme(_Part):
    """A programme as its folder describes it."""

    code: Code
    name: Labels
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    time_zone: str
    thresholds: Thresholds
    text: TextForms = TextForms()
    total: Labels
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    statuses: Annotated[tuple[Status, ...], Field(min_length=1)]
    columns: dict[ColumnName, Column]
    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]

    @field_validator("time_zone")
    @classmethod
    def _time_zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"there is no time zone {name!r}; write one such as Europe/Amsterdam"
            raise ValueError(message) from error
        return name

    @model_validator(mode="after")
    def _names_are_clear(self) -> Self:
        for _ in (
            self.category_codes,
            self.status_codes,
            self.region_codes,
            self.period_codes,
            self.column_names,
        ):
            pass  # each look-up refuses a name that means two things
        if TOTAL in {category.code for category in self.categories}:
            raise ValueError(f"categories: the code {TOTAL!r} is kept for the total of them all")
        for period in self.periods:
            if not any(region.exists_on(period.reference) for region in self.regions):
                raise ValueError(f"periods: no region exists in {period.code}")
        self._words_are_complete()
        if not any(status.kind == "scale" for status in self.statuses):
            raise ValueError("statuses: at least one must have the kind 'scale'")
        if not all(period.code < later.code for period, later in pairwise(self.periods)):
            raise ValueError("periods: they must stand in the order of time, each one once")
        return self

    def _words_are_complete(self) -> None:
        unknown = set(self.languages) - set(LANGUAGES)
        if unknown:
            raise ValueError(f"languages: {unknown} not among {', '.join(LANGUAGES)}")
        labelled = (self.name, self.total, *(each.label for each in self.categories))
        labelled += tuple(each.label for each in self.statuses)
        labelled += tuple(each.word for each in self.statuses)
        labelled += tuple(each.label for each in self.columns.values())
        for labels in labelled:
            if not set(self.languages) <= set(labels):
                raise ValueError(f"{labels}: must have a text for each of {self.languages}")
        optional = _ALWAYS_REQUIRED - set(self.required_columns)
        if optional:
            raise ValueError(f"columns: {', '.join(sorted(optional))} must have required = true")

    @cached_property
    def language(self) -> str:
        """The language of the submitters: the first that the programme names."""
        return self.languages[0]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which deadlines are days."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def scale(self) -> tuple[Status, ...]:
        """The statuses on the scale, in order."""
        return tuple(status for status in self.statuses if status.kind == "scale")

    @cached_property
    def category_codes(self) -> dict[str, str]:
        """The category code that each known name means, by matching key."""
        return _codes_by_key(
            "categories",
            ((each.code, (*each.label.values(), *each.aliases)) for each in self.categories),
        )

    @cached_property
    def status_codes(self) -> dict[str, str]:
        """The status code that each known name means, by matching key."""
        return _codes_by_key(
            "statuses",
            (
                (each.code, (*each.label.values(), *each.word.values(), *each.aliases))
                for each in self.statuses
            ),
        )

    @cached_property
    def region_codes(self) -> dict[str, str]:
        """The region code that each known name means, by matching key."""
        return _codes_by_key(
            "regions", ((each.code, (each.name, *each.aliases)) for each in self.regions)
        )

    @cached_property
    def period_codes(self) -> dict[str, str]:
        """The period code that each known name means, by matching key."""
        return _codes_by_key("periods", ((each.code, each.aliases) for each in self.periods))

    @cached_property
    def column_names(self) -> dict[str, str]:
        """The column that each known header means, by matching key."""
        return _codes_by_key(
            "columns",
            ((name, (*each.label.values(), *each.aliases)) for name, each in self.columns.items()),
        )

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The columns that every form must have."""
        return tuple(name for name, column in self.columns.items() if column.required)

    def label_of(self, column: str) -> str:
        """Return what submitters call a column."""
        return next(
            each.label[self.language] for name, each in self.columns.items() if name == column
        )

    def expects(self, region_code: str, period_code: str) -> bool:
        """Whether a region is expected to report about a period."""
        region, period = self.region(region_code), self.period(period_code)
        return bool(region and period and region.exists_on(period.reference))

    def period(self, code: str) -> Period | None:
        """Return the period with this code, if the programme has it."""
        return next((each for each in self.periods if each.code == code), None)

    def region(self, code: str) -> Region | None:
        """Return the region with this code, if the programme has it."""
        return next((each for each in self.regions if each.code == code), None)


def _codes_by_key(where: str, names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, others in names:
        if code in codes.values():
            message = f"{where}: {code!r} stands there twice"
            raise ValueError(message)
        for name in (code, *others):
            key = matching_key(name)
            if codes.setdefault(key, code) != code:
                message = f"{where}: {name!r} names both {codes[key]!r} and {code!r}"
                raise ValueError(message)
    return codes
