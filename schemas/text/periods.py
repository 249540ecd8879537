"""Reporting periods: their codes and their dates."""

import re
from datetime import date
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

PeriodKind = Literal["year", "half_year", "four_months", "quarter", "month"]

_KINDS: Final[dict[PeriodKind, re.Pattern[str]]] = {
    "year": re.compile(r"\d{4}"),
    "half_year": re.compile(r"\d{4}-H([12])"),
    "four_months": re.compile(r"\d{4}-T([1-3])"),
    "quarter": re.compile(r"\d{4}-Q([1-4])"),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
}


class Period(BaseModel):
    """One reporting round.

    Attributes:
        opens: first day on which submissions are accepted.
        reference: day that the reported situation describes.
        deadline: last day on which a submission is on time.
        publication: day on which the figures are published.
        closes: last day on which submissions are accepted; None if there is no such day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    opens: date
    reference: date
    deadline: date
    publication: date
    closes: date | None = None
    aliases: tuple[str, ...] = ()

    @field_validator("code")
    @classmethod
    def _has_a_known_form(cls, code: str) -> str:
        period_kind(code)
        return code

    @model_validator(mode="after")
    def _days_follow_each_other(self) -> Self:
        if not self.opens <= self.deadline < self.publication:
            message = "opens, deadline and publication must follow each other in this order"
            raise ValueError(message)
        if self.closes and self.closes < self.deadline:
            raise ValueError("closes must not come before the deadline")
        return self

    def deadline_for(self, extended_until: date | None) -> date:
        """Return the last day that is on time for a region, including an extension if any."""
        return max(self.deadline, extended_until or self.deadline)

    def closing_day_for(self, extended_until: date | None) -> date | None:
        """Return the last day on which a submission of a region is accepted; None if there is none.

        An extension moves this day as well, so that a region is never refused while on time.
        """
        return self.closes and max(self.closes, extended_until or self.closes)


def period_kind(code: str) -> PeriodKind:
    """Return the kind of period that `code` names.

    Raises:
        ValueError: the code does not have a known form.
    """
    for kind, form in _KINDS.items():
        if form.fullmatch(code):
            return kind
    message = f"{code!r} is no period: write 2021, 2021-H1, 2021-T1, 2021-Q1 or 2021-01"
    raise ValueError(message)


def period_part(code: str) -> tuple[int, int]:
    """Return the year of a period and the number of its part of that year, from 1."""
    matched = _KINDS[period_kind(code)].fullmatch(code)
    part = matched.group(1) if matched and matched.groups() else "1"
    return int(code[:4]), int(part)
