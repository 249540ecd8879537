import pytest

from schemas.matching import matching_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gooi- en Vechtstreek", "gooi en  vechtstreek"),
        ("Fryslân", "FRYSLAN"),
        ("'s-Gravenhage", "s Gravenhage"),
        ("Activiteit-id", "activiteit id"),
        ("IJmond", "ijmond"),
        ("1e halfjaar 2021", "1E HALFJAAR 2021"),
    ],
)
def test_the_same_name_however_it_is_written(one, other):
    assert matching_key(one) == matching_key(other)


def test_different_names_stay_different():
    assert matching_key("AM01") != matching_key("AM10")
