"""What a colour is called: by name where nobody would call it otherwise."""

import pytest

from pow_pipeline.validation.colours import is_vivid, name_of_colour


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#FF0000", "red"),
        ("#C00000", "red"),
        ("#7A0019", "red"),
        ("#FF9999", "other"),  # pink
        ("#D67900", "orange"),
        ("#FFA500", "orange"),
        ("#FFC000", "other"),  # between orange and yellow
        ("#804000", "other"),  # brown
        ("#FFFF00", "yellow"),
        ("#808000", "other"),  # olive
        ("#92D050", "green"),
        ("#00B050", "green"),
        ("#00735F", "green"),
        ("#00FFFF", "other"),
        ("#0070C0", "blue"),
        ("#7030A0", "purple"),
        ("#A1B2C3", "other"),
    ],
)
def test_colours_have_names(colour, name):
    assert name_of_colour(colour) == name


@pytest.mark.parametrize(
    ("colour", "is_one"),
    [("#FF0000", True), ("#FFF9E5", False), ("#808080", False), ("#330000", False)],
)
def test_pale_grey_and_dark_say_nothing(colour, is_one):
    assert is_vivid(colour) == is_one
