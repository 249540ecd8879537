"""A real Chromium for pages: it notes what a page asks for, and axe-core validates what it shows.

`open_page` opens an address in a new profile, or a file in a page that is used again. When the test
ends, whatever the page asked for elsewhere, or complained about, makes it fail.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NORMS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_A_STATUS = "Failed to load resource"  # an answer that refuses something is no complaint
OpenPage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """The browser of a module: its loop would be in the way of what other modules run."""
    if not shutil.which(CHROMIUM):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is missing; install the package chromium to run this test")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def used_page(browser: "Browser") -> "Page":
    """A page for addresses of files: those store nothing, and to start another one takes time."""
    return browser.new_page()


@pytest.fixture
def open_page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """What opens a page: `open_page(url, width=360, scripts=False)` gives a page of Playwright."""
    outside: list[str] = []
    complaints: list[str] = []
    is_used = False

    def note_request(request: Any, url: str) -> None:
        if not _belongs(request.url, url):
            outside.append(request.url)

    def note_message(message: Any) -> None:
        if message.type == "error" and not message.text.startswith(_A_STATUS):
            complaints.append(message.text)

    with ExitStack() as opened:

        def listen(page: "Page", event: Any, note: Callable[[Any], None]) -> None:
            page.on(event, note)
            opened.callback(page.remove_listener, event, note)

        def make_page(url: str, width: int, scripts: bool) -> "Page":  # noqa: FBT001
            nonlocal is_used
            size: Any = {"width": width, "height": 800}
            if is_used or not scripts or not url.startswith("file:"):
                context = browser.new_context(viewport=size, java_script_enabled=scripts)
                opened.callback(context.close)
                return context.new_page()
            is_used = True
            page: Page = request.getfixturevalue("used_page")
            page.goto("about:blank")
            page.set_viewport_size(size)
            page.emulate_media(color_scheme="null")
            return page

        def open_one(url: str, *, width: int = 1200, scripts: bool = True) -> "Page":
            page = make_page(url, width, scripts)
            listen(page, "request", lambda request: note_request(request, url))
            listen(page, "pageerror", lambda error: complaints.append(str(error)))
            listen(page, "console", note_message)
            page.goto(url)
            return page

        yield open_one
    assert not outside, f"asked for elsewhere: {outside}"
    assert not complaints, complaints


def violations(page: "Page") -> list[str]:
    """Return what axe-core finds wrong with a page: rule, place and what is the matter."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    # axe fetches a separate stylesheet once more, which the policy of the page forbids.
    is_one_file = page.locator("link[rel=stylesheet]").count() == 0
    options = json.dumps({"runOnly": _NORMS, "resultTypes": ["violations"], "preload": is_one_file})
    broken = page.evaluate(f"axe.run({options})")["violations"]
    return [
        f"{rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in broken
        for node in rule["nodes"]
    ]


def overflow(page: "Page") -> int:
    """Return by how many pixels a page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def _belongs(asked: str, opened: str) -> bool:
    """Whether what is asked for is on the server that was opened, or is the file itself.

    The pages of regions also load the fonts that they share, from the same folder. A blob is what
    a page of that server made itself.
    """
    asked_at, opened_at = urlsplit(asked.removeprefix("blob:")), urlsplit(opened)
    if opened_at.scheme == "file":
        folder = opened_at.path.rpartition("/")[0]
        has_shared_fonts = folder.endswith("/regions")
        return asked_at[:3] == opened_at[:3] or (
            has_shared_fonts and asked_at[:3] == ("file", "", f"{folder}/fonts.css")
        )
    return asked_at[:2] == opened_at[:2]
