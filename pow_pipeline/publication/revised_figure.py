"""A figure that differs between two releases, as a row of `revisions.csv`."""

from dataclasses import dataclass

from pow_pipeline.warehouse.lookups.figure_changes import Cause


@dataclass(frozen=True)
class RevisedFigure:
    """One row of a published table that differs from the previous release.

    Attributes:
        status: the status, or the state of the activities that are counted.
        detail: other parts of the key: the movement and its kind, the previous status, or the
            question and the score.
        number, denominator: for the reporting rate, regions with a report in force and regions that
            had to report; otherwise activities or answers.
        percentage: a percentage, or percentage points if the figure is itself a change.
        changed: the columns that differ, which can include `flag`.
        causes: the causes of the change, in the order of `CAUSES`.
    """

    summary: str
    period: str
    scope: str
    region_code: str | None
    category: str | None
    status: str | None
    detail: str | None
    number_before: int | None
    number: int | None
    denominator_before: int | None
    denominator: int | None
    percentage_before: float | None
    percentage: float | None
    flag_before: str | None
    flag: str | None
    changed: tuple[str, ...]
    causes: tuple[Cause, ...] = ()

    @property
    def is_revised(self) -> bool:
        """Whether a number changed, not only the flag."""
        return self.changed != ("flag",)
