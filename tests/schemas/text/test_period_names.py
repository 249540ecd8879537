"""Periods in the forms that people write; a season or a round is one only where it is mapped."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from schemas.text.period_names import read_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021-H1", "2021-H1"),
        ("2021 H1", "2021-H1"),
        ("H1-2021", "2021-H1"),
        ("h2 2021", "2021-H2"),
        ("1e halfjaar 2021", "2021-H1"),
        ("eerste half jaar 2021", "2021-H1"),
        ("2e half jaar van 2021", "2021-H2"),
        ("Eerste helft van 2021", "2021-H1"),
        ("tweede halfjaar 2021", "2021-H2"),
        ("2021-Q1", "2021-Q1"),
        ("Q1 2021", "2021-Q1"),
        ("1e kwartaal 2021", "2021-Q1"),
        ("2021KW01", "2021-Q1"),
        ("K1 2021", "2021-Q1"),
        ("2021MM03", "2021-03"),
        ("maart 2021", "2021-03"),
        ("mrt 2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("T1 2021", "2021-T1"),
        ("2021", "2021"),
        ("jaar 2021", "2021"),
        ("peildatum 31-03-2021", date(2021, 3, 31)),
        ("Peildatum: 2021-03-31", date(2021, 3, 31)),
        ("31-3-2021", date(2021, 3, 31)),
        ("2021\u2212H1", "2021-H1"),
        ("2021\u2014H1", "2021-H1"),
        ("2021\u2500H1", "2021-H1"),
        ("30\u221206\u22122021", date(2021, 6, 30)),
        ("2021-06-30 00:00:00", date(2021, 6, 30)),
        ("2021-06-30T12:00:00", date(2021, 6, 30)),
        ("2021-06-30 23:59", date(2021, 6, 30)),
        ("2021-06-30T12:00:00.5", date(2021, 6, 30)),
        ("peildatum 30-06-2021 12:00", date(2021, 6, 30)),
        ("2021-06-30T24:01", None),
        ("2021-06-31T12:00:00", None),
        ("H0 2021", None),
        ("H3 2021", None),
        ("Q5 2021", None),
        ("2021-12", "2021-12"),
        ("2021-13", None),
        ("2021-00", None),
        ("H2 2021", "2021-H2"),
        ("T3 2021", "2021-T3"),
        ("T4 2021", None),
        ("Q4 2021", "2021-Q4"),
        ("1900", "1900"),
        ("1899", None),
        ("2099", "2099"),
        ("2100", None),
        ("H12021", None),
        ("H1", None),
        ("H1 21", None),
        ("H1 2020 2021", None),
        ("H1 Q1 2021", None),
        ("H1 H2 2021", None),
        ("voorjaar 2021", None),
        ("≠ H1 2021", None),
        ("~H1 2021", None),
        ("H1 2021 ?", None),
        ("H1 " + "9" * 5000, None),
        ("ronde 3", None),
        ("ronde 3 2021", None),
        ("31-02-2021", None),
        ("first half of 2021", None),
        ("", None),
    ],
)
def test_a_period_is_read_where_it_can_mean_one_thing(text, period):
    assert read_period(text, ("nl",)) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("first half of 2021", "2021-H1"),
        ("2nd quarter 2021", "2021-Q2"),
        ("March 2021", "2021-03"),
        ("as at 30-06-2021", date(2021, 6, 30)),
    ],
)
def test_and_in_the_languages_of_the_programme(text, period):
    assert read_period(text, ("en",)) == period


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-29T21:59:59Z", date(2021, 6, 29)),
        ("2021-06-29T22:00:00Z", date(2021, 6, 30)),
        ("2021-06-30T00:00:00+00:00", date(2021, 6, 30)),
        ("2021-06-30T21:59:59+00:00", date(2021, 6, 30)),
        ("2021-06-30T22:00:00+00:00", date(2021, 7, 1)),
    ],
)
def test_a_moment_with_an_offset_is_the_day_of_the_programme(text, day):
    assert read_period(text, ("nl",), ZoneInfo("Europe/Amsterdam")) == day


def test_a_programme_takes_its_own_periods_alone(programme):
    assert programme.period_code("Peildatum 30-06-2021") == "2021-H1"
    assert programme.period_code("2021-06-29T22:00:00Z") == "2021-H1"
    assert programme.period_code("29-06-2021") is None
    assert programme.period_code("2021-Q1") is None
    assert programme.period_code("2031-H1") is None
