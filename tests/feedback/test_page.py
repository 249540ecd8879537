"""The page of feedback in a real browser: for everybody, on a phone, and asking for nothing."""

from functools import partial
from pathlib import Path

import pytest

from pow_pipeline.jobs.engine import worker
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from tests.harness.browser import overflow, violations
from tests.harness.builders import drop, form, ingest_at
from tests.harness.hostile_reader import HOSTILE_READER, listening
from tests.harness.story import copy_workspace

ROWS = [
    ("1", "Jobhunters", "Aanbod", "paars", ""),
    ("2", "Banenmarkt", "Vraag", "rood", "volgt"),
    ("3", "w" * 300, "Route", "oranje", ""),
]
FILES = {
    "accepted": form("AM12"),
    "asked": form("AM13", rows=ROWS[1:]),
    "rejected": form("AM14", rows=ROWS),
    "unreadable": b"%PDF-1.7",
    "failed": listening("fail"),
}
SENDERS = dict(zip(FILES, ("AM12", "AM13", "AM14", "AM15", "AM17"), strict=True))


@pytest.fixture(scope="module")
def outbox(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outboxes of regions that each sent one of the files."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("page"))
    for name, sender in SENDERS.items():
        drop(workspace, sender, FILES[name], f"{'verslag_' * 20}.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        patch.setattr(worker, "Sandbox", partial(Sandbox, command=HOSTILE_READER))
        ingest_at(workspace)
    return workspace.outbox


@pytest.mark.parametrize("name", FILES)
def test_anybody_can_read_it_also_on_a_phone_and_it_asks_for_nothing(name, outbox, open_page):
    (path,) = (outbox / SENDERS[name]).glob("*/feedback.html")
    page = open_page(path.as_uri())
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "nl"
    page.set_viewport_size({"width": 360, "height": 800})
    assert overflow(page) == 0
    assert violations(page) == []
