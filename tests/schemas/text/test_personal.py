"""Personal data in a text: found by form, and never kept."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from schemas.text.personal import (
    PERSONAL,
    SUSPECT,
    holds_personal,
    without_personal,
    without_personal_name,
)

CITIZEN, MAIL, TELEPHONE = PERSONAL


@pytest.mark.parametrize(
    ("text", "rules", "left"),
    [
        ("kandidaat 123456782 geplaatst", [CITIZEN], "kandidaat ••• geplaatst"),
        ("111222333", [CITIZEN], "•••"),
        ("123.456.782", [CITIZEN], "•••"),
        ("1234.56.782", [CITIZEN], "•••"),
        ("123456781", [], "123456781"),
        ("000000000", [], "000000000"),
        ("1123456782", [], "1123456782"),
        ("mail jan.de-vries+1@uwv.example.nl.", [MAIL], "mail •••."),
        ("twee @ drie", [], "twee @ drie"),
        ("06-12345678", [TELEPHONE], "•••"),
        ("bel 0612345678!", [TELEPHONE], "bel •••!"),
        ("06 12 34 56 78", [TELEPHONE], "•••"),
        ("035-1234567", [TELEPHONE], "•••"),
        ("(035) 123 45 67", [TELEPHONE], "•••"),
        ("+31 6 12345678", [TELEPHONE], "•••"),
        ("+31 (0)6 12345678", [TELEPHONE], "•••"),
        ("0031612345678", [TELEPHONE], "•••"),
        ("0612345678", [TELEPHONE], "•••"),
        ("6123456782", [], "6123456782"),
        ("12345678", [], "12345678"),
        ("06 - 12345678", [TELEPHONE], "•••"),
        ("035 – 621 23 45", [TELEPHONE], "•••"),
        ("06.12345678", [TELEPHONE], "•••"),
        ("06/12345678", [TELEPHONE], "•••"),
        ("06-12-345678", [TELEPHONE], "•••"),
        ("06\u00a012345678", [TELEPHONE], "•••"),
        ("+31.6.12345678", [TELEPHONE], "•••"),
        ("t0612345678", [TELEPHONE], "t•••"),
        ("BSN-123456782", [CITIZEN], "BSN-•••"),
        ("id,123456782-A", [CITIZEN], "id,•••-A"),
        ("123/456/782", [CITIZEN], "•••"),
        ("jan @ b.nl", [MAIL], "•••"),
        ("jan＠b.nl", [MAIL], "•••"),
        ("jan%x@b.nl", [MAIL], "•••"),
        ("061234567", [], "061234567"),
        ("12-0612345678", [], "12-0612345678"),
        ("06-07-2021 12:30", [], "06-07-2021 12:30"),
        ("01-02-2021 1234", [], "01-02-2021 1234"),
        ("budget 1.234.567,00 in 2021-2022", [], "budget 1.234.567,00 in 2021-2022"),
        ("AM12-003", [], "AM12-003"),
    ],
)
def test_personal_data_is_found_and_taken_out(text, rules, left):
    assert [rule for rule in PERSONAL if holds_personal(text, rule)] == rules
    assert without_personal(text) == left
    assert not rules or pc.match_substring_regex(pa.scalar(text), SUSPECT).as_py()


def test_a_long_text_takes_no_longer_than_its_length():
    assert without_personal("a" * 200_000) == "a" * 200_000


def test_a_name_stays_a_name_of_its_own():
    one, other = (without_personal_name(name) for name in ("jan@b.nl", "piet@b.nl"))
    assert one.startswith("•••")
    assert one != other
    assert without_personal_name("AM12-003") == "AM12-003"
