"""Periods: the forms of their codes, and the order of their days."""

from datetime import date

import pytest
from pydantic import ValidationError

from schemas.text.periods import Period, period_kind, period_part

DAYS = {
    "opens": date(2021, 6, 1),
    "reference": date(2021, 6, 30),
    "deadline": date(2021, 7, 31),
    "publication": date(2021, 8, 20),
}


@pytest.mark.parametrize(
    ("changed", "is_well"),
    [
        ({}, True),
        ({"opens": date(2021, 7, 31)}, True),  # opens on the day of the deadline
        ({"opens": date(2021, 8, 1)}, False),
        ({"deadline": date(2021, 6, 1)}, True),
        ({"deadline": date(2021, 5, 31)}, False),
        ({"publication": date(2021, 8, 1)}, True),
        ({"publication": date(2021, 7, 31)}, False),
        ({"publication": date(2021, 7, 30)}, False),
        ({"closes": date(2021, 7, 30)}, False),
        ({"closes": date(2021, 7, 31)}, True),
        ({"closes": date(2021, 8, 1)}, True),
        ({"colour": "red"}, False),
        ({"code": "2021-H3"}, False),
    ],
)
def test_days_follow_each_other(changed, is_well):
    given = {"code": "2021-H1", **DAYS, **changed}
    if is_well:
        assert Period(**given).closes == changed.get("closes")
    else:
        with pytest.raises(ValidationError):
            Period(**given)


@pytest.mark.parametrize(
    ("closes", "extended", "deadline", "closing"),
    [
        (None, None, date(2021, 7, 31), None),
        (None, date(2021, 8, 5), date(2021, 8, 5), None),
        (date(2021, 8, 10), None, date(2021, 7, 31), date(2021, 8, 10)),
        (date(2021, 8, 10), date(2021, 8, 5), date(2021, 8, 5), date(2021, 8, 10)),
        (date(2021, 8, 10), date(2021, 8, 15), date(2021, 8, 15), date(2021, 8, 15)),
        (date(2021, 8, 10), date(2021, 7, 1), date(2021, 7, 31), date(2021, 8, 10)),
    ],
)
def test_an_extension_moves_deadline_and_closing_day_only_later(
    closes, extended, deadline, closing
):
    period = Period(code="2021-H1", **DAYS, closes=closes)
    assert period.deadline_for(extended) == deadline
    assert period.closing_day_for(extended) == closing


def test_a_period_stays_as_it_is():
    period = Period(code="2021-H1", **DAYS)
    with pytest.raises(ValidationError, match="frozen"):
        period.deadline = date(2021, 8, 1)
    assert period == Period(code="2021-H1", **DAYS)
    assert period.aliases == ()


@pytest.mark.parametrize(
    ("code", "kind", "part"),
    [
        ("2021", "year", (2021, 1)),
        ("2021-H1", "half_year", (2021, 1)),
        ("2021-H2", "half_year", (2021, 2)),
        ("2021-T3", "four_months", (2021, 3)),
        ("2021-Q1", "quarter", (2021, 1)),
        ("2021-Q4", "quarter", (2021, 4)),
        ("2021-01", "month", (2021, 1)),
        ("1999-12", "month", (1999, 12)),
    ],
)
def test_a_code_names_a_kind_and_a_part(code, kind, part):
    assert period_kind(code) == kind
    assert period_part(code) == part


@pytest.mark.parametrize(
    "code", ["", "21", "02021", "2021-H0", "2021-H3", "2021-T4", "2021-Q5", "2021-00", "2021-13"]
)
def test_other_codes_are_none(code):
    with pytest.raises(ValueError, match="is no period"):
        period_kind(code)
