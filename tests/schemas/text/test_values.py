"""Days and numbers as people write them; what could mean two things is neither."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from schemas.language import LANGUAGES, read_language
from schemas.text.values import (
    day_of_moment,
    has_time,
    is_rounded,
    may_be_converted,
    read_day,
    read_number,
    shown_number,
    stored_number,
    whole_number,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


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
        ("12.250", None),
        ("123.250", None),
        ("1234.250", "1234.250"),
        ("1.25", "1.25"),
        ("1.2500", "1.2500"),
        ("0.250", "0.250"),
        ("00.250", None),
        (" 1250 ", "1250"),
        ("0,125", "0.125"),
        ("1250.125", "1250.125"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("1\u202f250,5", "1250.5"),
        ("1’250", "1250"),
        ("1'250", "1250"),
        ("1.250.50", None),
        ("12.34.567", None),
        ("0.000.001", None),
        ("0.123456", "0.123456"),
        ("0.1234567", "0.123457"),
        ("0.12345650", "0.123457"),
        ("33,3333333333", "33.333333"),
        ("1.1250", "1.1250"),
        ("1.1250000001", "1.125000"),
        ("1.234,5678901", "1234.567890"),
        ("9" * 18 + ".9999994", "9" * 18 + ".999999"),
        ("9" * 18 + ".9999995", None),
        ("1." + "0" * 38, "1.000000"),
        ("1." + "0" * 39, None),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-30", date(2021, 6, 30)),
        ("2021-06-30T12:05:00", date(2021, 6, 30)),
        ("2021-06-30 9:30", date(2021, 6, 30)),
        ("2021-06-30T23:59:59.999999", date(2021, 6, 30)),
        ("30-6-2021 14:30", date(2021, 6, 30)),
        ("2021-06-29T21:59:59Z", date(2021, 6, 29)),
        ("2021-06-29T22:00:00.000Z", date(2021, 6, 30)),
        ("2021-12-31T23:30:00+00:00", date(2022, 1, 1)),
        ("2021-06-30T00:00:00+02:00", date(2021, 6, 30)),
        ("2021-06-30T25:00", None),
        ("2021-06-30T12:60", None),
        ("2021-02-30 12:00", None),
        ("2021-06-30+00:00", None),
        ("12:00", None),
    ],
)
def test_the_day_of_a_moment(text, day):
    assert day_of_moment(text, AMSTERDAM) == day
    assert has_time(text, AMSTERDAM) == (day is not None and text != "2021-06-30")


def test_midnight_without_an_offset_is_a_day():
    assert not has_time("2021-06-30T00:00:00", AMSTERDAM)
    assert has_time("2021-06-30T00:00:00Z", AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("1-feb", True),
        ("01-Feb", True),
        ("feb-21", True),
        ("1-mrt-21", True),
        ("3/mei", True),
        ("1-2-2021", True),
        ("2021-02-01", True),
        ("1-2", False),
        ("1-2-21", False),
        ("1,23457E+11", True),
        ("1.23457E+11", True),
        ("1E+05", True),
        ("1E5", False),
        ("1e5", False),
        ("12E+05", False),
        ("mei-1", False),
        ("10:30", True),
        ("1:02", True),
        ("1:02:03", True),
        ("10:30 AM", True),
        ("1:2", False),
        ("A1:02", False),
        ("1:023", False),
        ("TRUE", True),
        ("FALSE", True),
        ("WAAR", True),
        ("true", False),
        ("TRUE1", False),
        ("0.123456789012346", True),
        ("0.12345678901234", True),
        ("0.1234567890123", False),
        ("0.00012345678901234", True),
        ("33.3333333333333", True),
        ("123456789012345", False),
        ("1.12345678901234.5", False),
        ("AM-12", False),
        ("7", False),
    ],
)
def test_ids_that_a_spreadsheet_may_have_made(text, may_be):
    assert may_be_converted(text) == may_be


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("1.125", "1.1250"), ("999.999", "999.9990"), ("0.125", "0.125"), ("1000.125", "1000.125")],
)
def test_a_stored_number_has_one_meaning(text, spelled):
    assert stored_number(text) == spelled
    assert Decimal(read_number(spelled)) == Decimal(text)
    assert shown_number(spelled) == text


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("0.1234567", True),
        ("33,3333333", True),
        ("0.1234560", False),
        ("1.234.567", False),
        ("123456", False),
        ("1234567", False),
        ("x", False),
    ],
)
def test_what_is_rounded_off_is_known(text, is_it):
    assert is_rounded(text) == is_it


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("4", "4"),
        ("4.0", "4"),
        ("4,00", "4"),
        ("04", "4"),
        ("4.5", None),
        ("vier", None),
        ("", None),
    ],
)
def test_whole_numbers(text, whole):
    assert whole_number(text) == whole
