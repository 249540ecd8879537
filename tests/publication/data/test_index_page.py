"""The index of a release in a real browser: for everybody, on a phone and in the dark."""

import pytest

from tests.harness.browser import overflow, violations


@pytest.fixture
def index(lived) -> str:
    _, published = lived
    return (published[3].folder / "public" / "index.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_anybody_can_read_it_and_nothing_is_next_to_the_screen(width, scheme, index, open_page):
    page = open_page(index, width=width)
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.locator("h1").count() == 1
