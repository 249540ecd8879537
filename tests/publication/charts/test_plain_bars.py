"""Bars written down at once: as wide as their shares, and every value readable where it stands."""

import re
from xml.etree import ElementTree as ET

import pytest

from pow_pipeline.publication.charts.bars import Part
from pow_pipeline.publication.charts.plain_bars import draw_plain_bars
from pow_pipeline.publication.charts.series import Series

GREEN = Series("goed", "●", "#00745a", "#ffffff")
RED = Series("slecht", "■", "#7a0019", "#ffffff")
WHOLE = 620 - 200 - 72


def drawn(green: int, red: int, *, bar: str = "Aanbod") -> ET.Element:
    whole = green + red
    parts = [
        Part(bar, series, count, whole, f"{count} van {whole}")
        for series, count in ((GREEN, green), (RED, red))
    ]
    return ET.fromstring(draw_plain_bars([bar], [GREEN, RED], parts))  # noqa: S314 -- of our own


def texts(image: ET.Element) -> list[tuple[str, float]]:
    found = image.findall("{*}text")
    return [("".join(each.itertext()), float(each.attrib["x"])) for each in found]


@pytest.mark.parametrize(("green", "red"), [(1, 1), (3, 1), (99, 1)])
def test_each_part_is_as_wide_as_its_share(green, red):
    _, *parts = drawn(green, red).findall("{*}rect")
    wide = [float(each.attrib["width"]) + 2 for each in parts]
    assert wide == pytest.approx([WHOLE * each / (green + red) for each in (green, red)], abs=0.1)
    assert [each.attrib["fill"] for each in parts] == ["#00745a", "#7a0019"]


def test_a_part_of_nothing_is_left_out():
    assert len(drawn(5, 0).findall("{*}rect")) == 2


@pytest.mark.parametrize(("red", "is_outside"), [(20, True), (25, True), (30, False)])
def test_a_value_without_room_is_shown_next_to_the_bar(red, is_outside):
    ((_, x),) = [each for each in texts(drawn(100 - red, red)) if each[0].startswith("■ ")]
    assert (x > 200 + WHOLE) is is_outside


def test_names_are_texts_and_long_ones_are_cut():
    image = drawn(1, 1, bar="<script>alert(1)</script> & " + "x" * 99)
    (name,) = [text for text, _ in texts(image) if text.startswith("<script>")]
    assert re.fullmatch(r"<script>alert\(1\)</script> & x*…", name)
    assert len(name) == 34


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (["goed", "niet (helemaal) zoals verwacht", "slecht"], 1),
        (["goed", "nog lang niet (helemaal) zoals verwacht", "blijft ver achter bij de rest"], 2),
        (["x" * 200, "y" * 200], 2),
    ],
)
def test_the_names_of_the_series_stand_whole_in_as_many_lines_as_they_need(names, lines):
    series = [Series(name, "●", "#00745a", "#ffffff") for name in names]
    image = ET.fromstring(draw_plain_bars(["Aanbod"], series, []))  # noqa: S314 -- of our own
    *named, _ = image.findall("{*}text")
    assert len(named) == lines
    assert all(len("".join(each.itertext())) * 7.5 < 620 for each in named)
    assert "".join("".join(each.itertext()) for each in named).count("■") == len(names)
