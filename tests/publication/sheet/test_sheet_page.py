"""The sheet in a real browser: for everybody, on a phone, in the dark, and asking for nothing."""

import pytest

from tests.harness.browser import overflow, violations

LANGUAGES = ("nl", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_can_read_it_also_on_a_phone_and_it_asks_for_nothing(language, lived, open_page):
    """The last sheet of a workspace in which much was revised."""
    _, published = lived
    page = open_page((published[3].folder / "public" / f"sheet.{language}.html").as_uri())
    assert page.locator("h1").count() == 1
    assert page.locator("figure svg").count() == page.locator("figure").count() == 3
    assert page.evaluate("document.fonts.check('600 16px \"Source Sans 3\"')")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 800})
    assert overflow(page) == 0
    assert violations(page) == []
