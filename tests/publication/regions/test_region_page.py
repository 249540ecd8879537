"""The page of a region in a real browser: for everybody, on a phone, and in the dark."""

import pytest

from tests.harness.browser import overflow, violations
from tests.publication.regions.example_release import ASKED, SILENT

PAGES = (f"{ASKED}.nl.html", f"{SILENT}.en.html", "index.html")


@pytest.mark.parametrize("name", PAGES)
def test_anybody_can_read_it_also_on_a_phone_and_it_loads_only_its_fonts(name, regional, open_page):
    page = open_page((regional / "restricted" / "regions" / name).as_uri())
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.fonts.check('600 16px \"Source Sans 3\"')")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 800})
    assert overflow(page) == 0
    assert violations(page) == []
