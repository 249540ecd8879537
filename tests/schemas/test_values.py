"""Days and numbers as people write them; what could mean two things is neither."""

from datetime import date

import pytest

from schemas.language import LANGUAGES, read_language
from schemas.values import read_day, read_number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-30", date(2021, 6, 30)),
        ("2021-06-30T00:00:00", date(2021, 6, 30)),
        ("30-06-2021", date(2021, 6, 30)),
        (" 1/3/2021 ", date(2021, 3, 1)),
        ("1.3.2021", date(2021, 3, 1)),
        ("29-02-2020", date(2020, 2, 29)),
        ("1 mei 2021", date(2021, 5, 1)),
        ("30 juni 2021", date(2021, 6, 30)),
        ("1 May 2021", date(2021, 5, 1)),
        ("3 mrt. 2021", date(2021, 3, 3)),
        ("1. Maart 2021", date(2021, 3, 1)),
        ("31 juni 2021", None),
        ("mei 2021", None),
        ("1 mei 21", None),
        ("May 1, 2021", None),
        ("1 mai 2021", None),
        ("1 mei", None),
        ("29-02-2021", None),
        ("2021-02-30", None),
        ("2021-06-30T12:00:00", None),
        ("30-06-21", None),
        ("31-13-2021", None),
        ("44377", None),
        ("voorjaar", None),
        ("", None),
    ],
)
def test_days(text, day):
    assert read_day(text) == day


def test_a_name_means_the_same_month_in_every_language():
    meant = {
        (name, number)
        for code in LANGUAGES
        for number, names in enumerate(read_language(code).period_words["months"], start=1)
        for name in names.split("|")
    }
    assert len({name for name, _ in meant}) == len(meant)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("1250", "1250"),
        ("12,5", "12.5"),
        ("12.25", "12.25"),
        ("1.250", None),
        ("1,250", None),
        ("0,125", "0.125"),
        ("1250.125", "1250.125"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1 250", "1250"),
        ("1'250", "1250"),
        ("1.250.50", None),
        ("12.34.567", None),
        ("0.000.001", None),
        ("0.123456", "0.123456"),
        ("0.1234567", None),
        ("9" * 18, "9" * 18),
        ("9" * 19, None),
        ("-5", None),
        ("+5", None),
        ("1e3", None),
        ("50%", None),
        ("50 personen", None),
        ("٣", None),
        ("", None),
    ],
)
def test_numbers(text, number):
    assert read_number(text) == number
    assert number is None or read_number(number) == number
