"""The index of a release in a real browser: for everybody, on a phone and in the dark."""

from itertools import product

from tests.harness.browser import overflow, violations


def test_anybody_can_read_it_and_nothing_is_next_to_the_screen(lived, open_page):
    _, published = lived
    page = open_page((published[3].folder / "public" / "index.html").as_uri())
    assert page.locator("h1").count() == 1
    for width, scheme in product((1200, 360), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], (width, scheme)
        assert overflow(page) == 0, width
