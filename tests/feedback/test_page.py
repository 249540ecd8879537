"""The page of feedback in a real browser: for everybody, on a phone, and asking for nothing."""

import pytest

from tests.harness.browser import overflow, violations
from tests.harness.builders import drop, form, ingest_at
from tests.harness.hostile_reader import listening

ROWS = [
    ("1", "Jobhunters", "Aanbod", "paars", ""),
    ("2", "Banenmarkt", "Vraag", "rood", "volgt"),
    ("3", "w" * 300, "Route", "oranje", ""),
]
FILES = {
    "accepted": form(),
    "asked": form(rows=ROWS[1:]),
    "rejected": form(rows=ROWS),
    "unreadable": b"%PDF-1.7",
    "failed": listening("fail"),
}


@pytest.fixture(params=FILES)
def page_of(request, workspace, hostile_readers):
    """The address of the feedback on a file."""
    drop(workspace, "AM12", FILES[request.param], f"{'verslag_' * 20}.xlsx")
    ingest_at(workspace)
    return (workspace.outbox / "AM12" / "AM12-2-1" / "feedback.html").as_uri()


def test_anybody_can_read_it_and_it_asks_for_nothing(page_of, open_page):
    page = open_page(page_of)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "nl"


def test_on_a_phone_nothing_is_next_to_the_screen(page_of, open_page):
    page = open_page(page_of, width=360)
    assert overflow(page) == 0
    assert violations(page) == []
