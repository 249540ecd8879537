"""Model of a programme: names, calendar, categories, statuses, columns, thresholds and regions.

Everything that differs between programmes is here; `folder` parses it.
"""

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ConfigDict, Field, field_validator, model_validator

from schemas.fonts import Font
from schemas.language import LANGUAGES, heading_words, read_language
from schemas.programme.consistency import check_consistency, labelled_texts
from schemas.programme.parts import (
    Category,
    Choice,
    Code,
    Column,
    ColumnName,
    Labels,
    MappedActivity,
    Part,
    Plausibility,
    Questions,
    Region,
    Reminders,
    Status,
    Thresholds,
    Validation,
)
from schemas.programme.publication_parts import Catalogue, Colophon, Look, Publication, Tile
from schemas.programme.register import Mappings, check_register
from schemas.text.headings import Headings
from schemas.text.known_names import codes_by_key, codes_of_choices, codes_of_columns
from schemas.text.matching import matching_key
from schemas.text.period_names import read_period
from schemas.text.periods import Period
from schemas.text.region_names import NamedRegions, read_regions
from schemas.text.text_forms import TextForms

TOTAL: Final = "total"
_TWO_NAMES: Final = re.compile(r"(.+?)\s*(?:[(\[](.+)[)\]]|\s[-–—:]\s(.+))")


class Programme(Part):
    """A programme, parsed from its folder.

    Attributes:
        nothing: words with which a report declares that a category has no activities.
        first_period: first period that regions report about; by default the first listed one.
        listed_periods: all periods in the folder, including those before `first_period`. `periods`
            has only those from `first_period` on; nothing is expected or published about others.
        logo: SVG image for publications.
        fonts: fonts of the sheet by file name; if empty, the built-in fonts are used.
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    code: Code
    name: Labels
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    time_zone: str
    thresholds: Thresholds
    validating: Validation = Validation()
    plausibility: Plausibility = Plausibility()
    publication: Publication = Publication()
    catalogue: Catalogue = Catalogue()
    reminders: Reminders = Reminders()
    text: TextForms = TextForms()
    total: Labels
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    statuses: Annotated[tuple[Status, ...], Field(min_length=1)]
    nothing: Choice
    columns: dict[ColumnName, Column]
    questions: Questions | None = None
    first_period: str | None = None
    listed_periods: Annotated[tuple[Period, ...], Field(min_length=1, alias="periods")]
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    mappings: tuple[MappedActivity, ...] = ()
    tiles: tuple[Tile, ...] = ()
    look: Look = Look()
    colophon: Colophon = Colophon()
    logo: str | None = None
    fonts: dict[str, Font] = Field(default_factory=dict)

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
            self.question_columns,
            self.question_codes,
            *map(self.choice_codes, self.columns),
        ):
            pass  # each look-up refuses a name that means two things
        check_consistency(self)
        check_register(self.regions, self.mappings, reference=self._reference_days)
        return self

    @cached_property
    def labelled(self) -> list[dict[str, str]]:
        """All texts of the programme, each by language."""
        return labelled_texts(self)

    @property
    def _reference_days(self) -> dict[str, date]:
        return {period.code: period.reference for period in self.listed_periods}

    def all_mappings(self) -> Mappings:
        """Return the mappings of `mappings.csv`, to which decisions may add others."""
        return Mappings(self.regions, self.mappings, reference=self._reference_days)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods that regions report about, in order of time."""
        first = self.first_period or self.listed_periods[0].code
        return tuple(period for period in self.listed_periods if period.code >= first)

    @cached_property
    def published_languages(self) -> tuple[str, ...]:
        """The languages in which every text of the programme is available."""
        also = set(LANGUAGES).intersection(*self.labelled) - {*self.languages}
        return (*self.languages, *(code for code in LANGUAGES if code in also))

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
        return codes_of_choices("categories", self.categories)

    @cached_property
    def status_codes(self) -> dict[str, str]:
        """The status code that each known name means, by matching key."""
        return codes_by_key(
            "statuses",
            (
                (status.code, (*status.label.values(), *status.word.values(), *status.aliases))
                for status in self.statuses
            ),
        )

    @cached_property
    def nothing_keys(self) -> frozenset[str]:
        """The matching keys of the texts that declare a category empty."""
        return frozenset(codes_of_choices("nothing", [self.nothing]))

    @cached_property
    def region_codes(self) -> dict[str, str]:
        """The region code that each known name means, by matching key."""
        return codes_by_key(
            "regions", ((region.code, (region.name, *region.aliases)) for region in self.regions)
        )

    @cached_property
    def period_codes(self) -> dict[str, str]:
        """The period code that each known name means, by matching key."""
        return codes_by_key("periods", ((period.code, period.aliases) for period in self.periods))

    @cached_property
    def column_names(self) -> dict[str, str]:
        """The column that each known header means, by matching key."""
        return codes_of_columns("columns", self.columns)

    @cached_property
    def headings(self) -> Headings:
        """Known headings of the table of activities."""
        return self._headings(self.column_names, self.required_columns)

    @cached_property
    def text_forms(self) -> TextForms:
        """Format of delimited text, with the known headings."""
        return replace(self.text, headings=self.headings)

    @cached_property
    def question_headings(self) -> Headings:
        """Known headings of the table of answers."""
        return self._headings(self.question_columns, ("question", "score"))

    def _headings(self, names: dict[str, str], required: tuple[str, ...]) -> Headings:
        required_words, other_words = heading_words(self.languages)
        return Headings(tuple(names.items()), required, required_words, other_words)

    @cached_property
    def question_columns(self) -> dict[str, str]:
        """The column of the questions that each known header means, by matching key."""
        return codes_of_columns("questions", self.questions.columns if self.questions else {})

    @cached_property
    def question_codes(self) -> dict[str, str]:
        """The question that each known wording means, by matching key."""
        return codes_of_choices("questions", self.questions.asked if self.questions else ())

    def choice_codes(self, column: str) -> dict[str, str]:
        """Return the code that each known value of a column means, by matching key."""
        choices = (settings.choices for name, settings in self.columns.items() if name == column)
        return codes_of_choices(f"columns › {column}", next(choices, ()))

    def period_code(self, text: str) -> str | None:
        """Return the period that a text names by code, alias, form or reference day.

        Two names of the same period can be combined, such as "2021-H1 (1e halfjaar 2021)".
        """
        if code := self._period_code(text):
            return code
        twice = _TWO_NAMES.fullmatch(text.strip())
        codes = {self._period_code(part) for part in twice.groups() if part} if twice else set()
        return codes.pop() if len(codes) == 1 else None

    def _period_code(self, text: str) -> str | None:
        if named := self.period_codes.get(matching_key(text)):
            return named
        date_or_code = read_period(text, self.languages, self.zone)
        for period in self.periods:
            if date_or_code in (period.code, period.reference):
                return period.code
        return None

    def regions_in(self, text: str) -> NamedRegions:
        """Return the regions that a text names, by code, by name, or by both together."""
        return read_regions(text, self.region_codes, filling=self._region_filling)

    @cached_property
    def _region_filling(self) -> frozenset[str]:
        """Words that may surround the name of a region, such as its column heading or "of"."""
        called = {key for key, column in self.column_names.items() if column == "region"}
        spoken = [read_language(code) for code in self.languages]
        return frozenset(called.union(*(language.period_words["filling"] for language in spoken)))

    def current_period(self, day: date) -> Period:
        """Return the period to report about on a day: the last one to open, or else the first."""
        opened = [period for period in self.periods if period.opens <= day]
        return (opened or self.periods)[-1 if opened else 0]

    def next_publication(self, code: str, day: date) -> Period | None:
        """Return the next later period that is published after a day, such as a day of issue."""
        later = (
            period for period in self.periods if period.code > code and period.publication > day
        )
        return next(later, None)

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The required columns of a form."""
        return tuple(name for name, column in self.columns.items() if column.required)

    def label_of(self, column: str) -> str:
        """Return the label of a column in the language of the submitters."""
        return next(
            settings.label[self.language]
            for name, settings in self.columns.items()
            if name == column
        )

    def expects(self, region_code: str, period_code: str) -> bool:
        """Return whether a region is expected to report about a period."""
        region, period = self.region(region_code), self.period(period_code)
        return bool(region and period and region.exists_on(period.reference))

    def period(self, code: str) -> Period | None:
        """Return the period with this code, if the programme has it."""
        return next((period for period in self.periods if period.code == code), None)

    def region(self, code: str) -> Region | None:
        """Return the region with this code, if the programme has it."""
        return self._regions.get(code)

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {region.code: region for region in self.regions}
