"""Ids that people cannot tell apart are one; those that may mean the same activity share a key."""

import unicodedata

import duckdb
import pytest

from pow_pipeline.warehouse.history import history_definitions
from schemas.text.ids import canonical_id, is_altered, is_moment, resemblance_key

DASHES = [chr(code) for code in range(0x11000) if unicodedata.category(chr(code)) == "Pd"]
BLANKS = "\t\n\r\u00a0\u1680\u2000\u2003\u2007\u2009\u200a\u2028\u202f\u205f\u3000\u2800\u3164"
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff\ufe0e\ufe0f\u034f\u061c\u180e"


@pytest.mark.parametrize(
    "dash", [*DASHES, *"\u00ad\u02d7\u2043\u207b\u208b\u2212\u2500\u2796\uff0d\ufe63"]
)
def test_every_dash_is_a_hyphen(dash):
    assert canonical_id(f"AM12{dash}001") == "AM12-001"
    assert is_altered(f"AM12{dash}001") == (dash != "-")


@pytest.mark.parametrize("blank", BLANKS)
def test_every_blank_is_a_space(blank):
    assert canonical_id(f"{blank}A{blank} {blank}1{blank}") == "A 1"


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_cannot_be_seen_goes(sign):
    assert canonical_id(f"{sign}A{sign}1{sign}") == "A1"
    assert is_altered(f"A{sign}1")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("007", "007"),
        ("am12-1", "am12-1"),
        ("A  1", "A 1"),
        ("AM12 - 1", "AM12 - 1"),
        ("\uff21\uff2d\uff11\uff12\uff0f\uff13", "AM12/3"),
        ("e\u0301\u200d1", "\u00e91"),
        ("1\u20445", "1/5"),
        ("D\u2019mark", "D'mark"),
        ("\u200b", ""),
    ],
)
def test_the_canonical_form(text, canonical):
    assert canonical_id(text) == canonical
    assert canonical_id(canonical) == canonical


@pytest.mark.parametrize("text", ["\u202e21MA", "\u00b2", "\u2460", "\u0410\u041c12", "\u2163"])
def test_what_may_be_read_in_two_ways_stays_for_a_rule_to_refuse(text):
    assert canonical_id(text) == text


@pytest.mark.parametrize("text", ["A1", " A1 ", "e\u0301", "caf\u00e9-1"])
def test_outer_blanks_and_forms_of_unicode_are_no_change(text):
    assert not is_altered(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2021-02-01", True),
        ("2021-02-01 00:00:00", True),
        ("2021-02-01T09:30:00", True),
        ("2021-02-01T09:30:00.123000", True),
        ("2021-02-01T00:00:00+00:00", True),
        ("2021-02-01T00:00:00Z", True),
        ("01:02:00", True),
        ("26:30:00", True),
        ("2021-02", False),
        ("2021-2-1", False),
        ("1-2", False),
        ("20210201", False),
        ("AM12-2021-02-01", False),
        ("1:2", False),
    ],
)
def test_dates_and_times_as_readers_write_them(text, is_one):
    assert is_moment(text) == is_one


RESEMBLING = [
    ("007", "7"),
    ("AM12-001", "am12-1"),
    ("AM12-001", "AM12 001"),
    ("AM12-001", "AM12 - 001"),
    ("7.0", "7"),
    ("7,00", "7"),
    ("1.2", "1,2"),
    ("1-02", "1-2"),
    ("A-1", "A1"),
    ("0", "000"),
    ("(7)", "7"),
    *(
        (f"AM12{sign}001", "AM12-001")
        for sign in "\u00b7\u2022\u2027\u2219\u22c5\u00d7\u00a6\u2192\u25cf\u30fb"
    ),
]
DIFFERENT = [
    ("1-2", "12"),
    ("1.1", "1.10"),
    ("10", "1"),
    ("70", "7"),
    ("AM12-001", "AM12001"),
    ("A1", "B1"),
    ("1a", "1"),
    ("1.0.0", "1"),
    ("1\u00b72", "12"),
    ("A\u00b5", "A"),
    ("A\u00aa", "A"),
    ("\u00e91", "\u00e81"),
]


@pytest.mark.parametrize(("one", "other"), RESEMBLING)
def test_ids_that_may_mean_the_same_activity(one, other):
    assert resemblance_key(one) == resemblance_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_ids_that_mean_different_activities(one, other):
    assert resemblance_key(one) != resemblance_key(other)


def test_the_database_has_the_same_key():
    ids = sorted({each for pair in (*RESEMBLING, *DIFFERENT) for each in pair} | {"é 01", "", "--"})
    with duckdb.connect() as connection:
        connection.execute(history_definitions()[0])
        found = connection.execute(
            "SELECT id, resemblance_key(lower(id)) FROM (SELECT unnest($ids) AS id)", {"ids": ids}
        ).fetchall()
    assert dict(found) == {each: resemblance_key(each) for each in ids}
