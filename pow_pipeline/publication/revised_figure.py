"""A figure that differs between two releases, as it stands in `revisions.csv`."""

from dataclasses import dataclass

from pow_pipeline.warehouse.lookups.happened import Cause


@dataclass(frozen=True)
class RevisedFigure:
    """One row of a published table that says something else than in the release before.

    Attributes:
        status: the status, or the state of which activities are counted.
        detail: what else tells it from other rows: the movement and its kind, the status before,
            the question and the score.
        count, denominator: for the reporting rate, regions with a report that counts, of those
            that had to report; for all else activities, or answers.
        percentage: in percentage points for what is a change itself.
        changed: the columns that say something else, `flag` among them.
        causes: why, in the order of `CAUSES`.
    """

    summary: str
    period: str
    scope: str
    region_code: str | None
    category: str | None
    status: str | None
    detail: str | None
    count_before: int | None
    count: int | None
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
        """Whether a number changed, and not its flag alone."""
        return self.changed != ("flag",)
