import string

import pytest

from schemas.text.matching import matching_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gooi- en Vechtstreek", "gooi en  vechtstreek"),
        ("Fryslân", "FRYSLAN"),
        ("'s-Gravenhage", "s Gravenhage"),
        ("Activiteit-id", "activiteit id"),
        ("IJmond", "ijmond"),
        ("Activiteit\u2212id", "Activiteit-id"),
        ("Activiteit\u2011id", "Activiteit-id"),
        ("Activiteit\u00adid", "Activiteit-id"),
        ("Activiteit\u2500id", "Activiteit-id"),
        ("1e halfjaar 2021", "1E HALFJAAR 2021"),
    ],
)
def test_the_same_name_however_it_is_written(one, other):
    assert matching_key(one) == matching_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AM01", "AM10"),
        ("AM 1, 2", "AM12"),
        ("20-21", "2021"),
        ("20\u221221", "2021"),
        ("≠ x", "x"),
    ],
)
def test_different_names_stay_different(one, other):
    assert matching_key(one) != matching_key(other)


def test_ascii_signs_have_the_same_key_next_to_an_accent():
    """Text with an accent takes the general way, and ASCII a shorter one."""
    for sign in (*string.printable, "\x1c", "\x1f", "\x7f", "\0"):
        for text in (f"A{sign}b", f"1{sign}2", f"{sign}a", f"a{sign}{sign}"):
            assert matching_key(text) + "e" == matching_key(f"{text}é"), repr(text)
