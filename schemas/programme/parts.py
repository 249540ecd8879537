"""Models of the parts of a programme folder."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.text.ids import canonical_id

ColumnName = Literal[
    "region",
    "period",
    "activity_id",
    "activity_name",
    "category",
    "status",
    "explanation",
    "reason",
    "start",
    "end",
    "target_original",
    "target",
    "unit",
    "realised",
    "themes",
]
QuestionColumn = Literal["question", "score", "remark"]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Labels = Annotated[dict[str, str], Field(min_length=1)]
ActivityId = Annotated[str, AfterValidator(canonical_id), Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """Base class of the parts of a programme folder; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __getstate__(self) -> dict[Any, Any]:
        """Return what is pickled: the fields, without the cached values that follow from them."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return super().__getstate__() | {"__dict__": fields}


class Choice(Part):
    """One permitted value of a column, or one question."""

    code: Code
    label: Labels
    aliases: tuple[str, ...] = ()


class Category(Choice):
    """One category of activities; the order in the file is the order on the sheet."""


class Status(Choice):
    """One status; the order in the file is the order on the scale.

    Attributes:
        label: name on the sheet.
        word: name on the form.
        meaning: definition for people who fill in the form, as a sentence.
        phrase: part of a sentence about the share of activities with a status on the scale;
            contains `{share}`.
        explanation: whether a report must explain the status: never, always, or only if it is
            worse than before or is reported for a second period.
        kind: on the scale; open (not started, gets a status later); or final (does not change).
        text_colour: colour of text on a background of `colour`.
    """

    word: Labels
    meaning: Labels | None = None
    phrase: Labels | None = None
    kind: Literal["scale", "open", "final"]
    explanation: Literal["optional", "required", "when_worse_or_again"] = "optional"
    colour: Colour
    text_colour: Colour
    symbol: str

    @model_validator(mode="after")
    def _phrases_hold_a_share(self) -> Self:
        if not all(text.count("{share}") == 1 for text in (self.phrase or {}).values()):
            raise ValueError("phrase: each text must have {share} in it, once")
        return self


class Column(Part):
    """One column of the form.

    Attributes:
        choices: the permitted values; if empty, any text is permitted.
    """

    label: Labels
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()


class Questions(Part):
    """Questions to a region in addition to its activities, on a separate worksheet.

    Attributes:
        lowest, highest: the ends of the ordinal scale of the scores.
        columns: the columns of that worksheet.
        asked: the questions, in order.
    """

    lowest: int = 1
    highest: int = 5
    columns: dict[QuestionColumn, Column]
    asked: Annotated[tuple[Choice, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not {"question", "score"} <= set(self.columns):
            raise ValueError("columns: question and score must be there")
        if self.lowest >= self.highest:
            raise ValueError("lowest must be less than highest")
        return self


class Thresholds(Part):
    """Thresholds for the figures.

    Attributes:
        minimum_reporting_rate: share of regions below which a period is not published.
        minimum_denominator: number of activities below which a share is flagged as small.
        minimum_coverage: share of the known activities below which a figure is flagged as
            unreliable.
        header_rows: number of rows from the top that are searched for the header.
    """

    minimum_reporting_rate: Share
    minimum_denominator: int = Field(ge=1)
    minimum_coverage: Share = 0.6
    header_rows: int = Field(default=20, ge=1)


Severity = Literal["stops", "warns"]


class PlausibilitySeverities(Part):
    """Severity of each plausibility check: it stops a publication until approved, or only warns.

    Checks that can only fail because of a bug are not listed, because they always stop.
    """

    reporting_rate: Severity = "stops"
    coverage: Severity = "warns"
    share_change: Severity = "stops"
    number_of_activities: Severity = "stops"
    uniform_region: Severity = "warns"
    identical_region: Severity = "warns"


class Plausibility(Part):
    """Thresholds of the plausibility checks before a publication.

    Attributes:
        most_change: largest plausible change of a share of the programme between two periods, in
            percentage points.
        minimum_denominator: number of activities in either period below which changes are not
            checked.
        least_activities, most_activities: plausible number of activities of the regions that
            reported in both periods, relative to their activities in the previous period that had
            not ended.
        minimum_region: number of activities below which a region is not checked.
        checks: severity of each check.
    """

    most_change: float = Field(default=25, gt=0, le=100)
    minimum_denominator: int = Field(default=50, ge=1)
    least_activities: Share = 0.5
    most_activities: float = Field(default=2, ge=1)
    minimum_region: int = Field(default=10, ge=1)
    checks: PlausibilitySeverities = PlausibilitySeverities()


class Validation(Part):
    """Thresholds of the validation rules.

    Attributes:
        scripts: scripts allowed for the letters of an id.
        shortest_explanation: minimum number of letters and digits in a meaningful explanation.
        most_same_explanations: share of rows above which a repeated explanation is queried.
        most_activities: number of activities in one report above which they are queried.
        realised_above_target: multiple of the target that counts as far above it.
        realised_below_due: a result below this share of what is due by now is queried.
        changed_statuses: share of statuses changed at once above which the change is queried.
        changed_count: relative change in the number of activities above which it is queried.
        minimum_activities: number of activities below which no share or number is queried.
    """

    scripts: tuple[str, ...] = ("LATIN",)
    shortest_explanation: int = Field(default=10, ge=1)
    most_same_explanations: Share = 0.8
    most_activities: int = Field(default=500, ge=1)
    realised_above_target: float = Field(default=2, gt=1)
    realised_below_due: Share = 0.5
    changed_statuses: Share = 0.6
    changed_count: Share = 0.5
    minimum_activities: int = Field(default=10, ge=1)


class Reminders(Part):
    """Days on which regions without a report or with open queries are reminded; none by default.

    Attributes:
        days_before: numbers of days before the deadline; 0 is the deadline itself.
        days_after: numbers of days after the deadline.
    """

    days_before: tuple[Annotated[int, Field(ge=0, le=366)], ...] = ()
    days_after: tuple[Annotated[int, Field(ge=1, le=366)], ...] = ()

    @model_validator(mode="after")
    def _days_differ(self) -> Self:
        for name, days in (("days_before", self.days_before), ("days_after", self.days_after)):
            if len(set(days)) < len(days):
                message = f"{name}: a number occurs twice"
                raise ValueError(message)
        return self

    @property
    def days(self) -> tuple[int, ...]:
        """Offsets of the reminders from the deadline in days, in order; negative is before it."""
        return tuple(sorted({*(-days for days in self.days_before), *self.days_after}))


class Region(Part):
    """A reporting unit, with the dates between which it exists.

    Attributes:
        planned_activities: number of activities in its plan.
        successors: regions that take over some or all of its activities.
    """

    code: Code
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    planned_activities: int | None = Field(default=None, ge=0)
    successors: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _days_follow_each_other(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until must not come before valid_from")
        return self

    def exists_on(self, day: date) -> bool:
        """Return whether the region exists on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class MappedActivity(Part):
    """An activity that continues under another region or id.

    Attributes:
        period: the first period in which it has the new code.
    """

    from_region: str
    from_id: ActivityId
    to_region: str
    to_id: ActivityId
    period: str
