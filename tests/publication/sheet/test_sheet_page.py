"""The sheet in a real browser: for everybody, on a phone, in the dark, and asking for nothing."""

import pytest

from tests.harness.browser import overflow, violations

LANGUAGES = ("nl", "en")


@pytest.fixture(params=LANGUAGES)
def sheet(request, lived) -> str:
    """The address of the last sheet of a workspace in which much was revised."""
    _, published = lived
    return (published[3].folder / "public" / f"sheet.{request.param}.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_read_it_and_it_asks_for_nothing(scheme, sheet, open_page):
    page = open_page(sheet)
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.locator("figure svg").count() == page.locator("figure").count() == 3
    assert page.evaluate("document.fonts.check('600 16px \"Source Sans 3\"')")


def test_on_a_phone_nothing_is_next_to_the_screen(sheet, open_page):
    page = open_page(sheet, width=360, scripts=False)
    page = open_page(sheet, width=360)
    assert overflow(page) == 0
    assert violations(page) == []
