"""The page of a region in a real browser: for everybody, on a phone, in the dark, and alone."""

import pytest

from tests.harness.browser import overflow, violations
from tests.publication.regions.example_release import ASKED, SILENT

PAGES = (f"{ASKED}.nl.html", f"{SILENT}.en.html", "index.html")


@pytest.fixture(params=PAGES)
def address(request, regional) -> str:
    return (regional / "restricted" / "regions" / request.param).as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_read_it_and_it_asks_for_nothing(scheme, address, open_page):
    page = open_page(address)
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.fonts.check('600 16px \"Source Sans 3\"')")


def test_on_a_phone_nothing_is_next_to_the_screen(address, open_page):
    page = open_page(address, width=360)
    assert overflow(page) == 0
    assert violations(page) == []
