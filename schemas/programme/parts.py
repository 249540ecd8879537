"""The parts of a programme, as its folder describes them."""

from datetime import date
from typing import Annotated, Literal, Self

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


class Choice(Part):
    """One of the values that a column may have, or one question that is asked."""

    code: Code
    label: Labels
    aliases: tuple[str, ...] = ()


class Category(Choice):
    """One category of activities; the order in the file is the order on the sheet."""


class Status(Choice):
    """One status; the order in the file is the order on the scale.

    Attributes:
        label: how the sheet names it.
        word: how the form names it.
        meaning: when an activity has it, in a sentence for those who fill in the form.
        phrase: what the sheet says of a share of activities with it: a part of a sentence with
            `{share}` in it, for a status on the scale.
        explanation: whether a report must say why an activity has it: never, always, or only
            where it is worse than before or stands for a second period.
        kind: on the scale; open (may still get a status); or final (stays so).
        text_colour: the colour of text that stands on `colour`.
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
    """One column of the form that the programme knows.

    Attributes:
        choices: the values it may have; any text when there are none.
    """

    label: Labels
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()


class Questions(Part):
    """What is asked of a region beside its activities, on a sheet of its own.

    Attributes:
        lowest, highest: the ends of the ordinal scale of the scores.
        columns: how that sheet names its columns.
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
        minimum_reporting_rate: below this share of regions a period is not published.
        minimum_denominator: a share of fewer activities is flagged as small.
        minimum_coverage: below this share of the known activities a figure is flagged as
            unreliable.
        header_rows: within how many rows from the top the header must stand.
    """

    minimum_reporting_rate: Share
    minimum_denominator: int = Field(ge=1)
    minimum_coverage: Share = 0.6
    header_rows: int = Field(default=20, ge=1)


Severity = Literal["stops", "warns"]


class PlausibilitySeverities(Part):
    """What follows when a check of the plausibility suite does not hold, by its code.

    It stops a publication until it is approved, or it only warns. The checks that can fail by an
    error of ours alone are not among them: those always stop.
    """

    reporting_rate: Severity = "stops"
    coverage: Severity = "warns"
    share_change: Severity = "stops"
    number_of_activities: Severity = "stops"
    uniform_region: Severity = "warns"
    identical_region: Severity = "warns"


class Plausibility(Part):
    """What the figures of a period are held against before they are published.

    Attributes:
        most_change: the percentage points by which a share of the programme may move between two
            periods.
        minimum_denominator: with fewer activities in one of the two, no movement or number is
            asked about.
        least_activities, most_activities: as a share of those of the period before that had not
            ended, how many activities may be reported by the regions of both.
        minimum_region: a region with fewer activities is not asked about.
        checks: how severe each check is.
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
        realised_below_due: share of the amount due below which an amount counts as far below it.
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
    """When regions are reminded that are silent or have open queries; never unless it is said.

    Attributes:
        days_before: so many days before the deadline; 0 is the day itself.
        days_after: so many days after it.
    """

    days_before: tuple[Annotated[int, Field(ge=0, le=366)], ...] = ()
    days_after: tuple[Annotated[int, Field(ge=1, le=366)], ...] = ()

    @model_validator(mode="after")
    def _days_differ(self) -> Self:
        for name, days in (("days_before", self.days_before), ("days_after", self.days_after)):
            if len(set(days)) < len(days):
                message = f"{name}: a number stands there twice"
                raise ValueError(message)
        return self

    @property
    def days(self) -> tuple[int, ...]:
        """The days from the deadline to each reminder, in order; below 0 before it."""
        return tuple(sorted({*(-days for days in self.days_before), *self.days_after}))


class Region(Part):
    """A reporting unit, with the dates between which it exists.

    Attributes:
        planned_activities: how many activities its plan holds.
        successors: the regions to which activities of its go over, all or some.
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
        """Whether the region exists on `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class MappedActivity(Part):
    """An activity that goes on under another region or id.

    Attributes:
        period: the first period in which it has the new code.
    """

    from_region: str
    from_id: ActivityId
    to_region: str
    to_id: ActivityId
    period: str
