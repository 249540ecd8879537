"""What a sender writes stays text, wherever it is released: on the page, as data, in workbooks."""

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.harness.builders import HEADER, drop, ingest_at, nothing, workbook
from tests.harness.story import copy_workspace

LONG = "lang " * 1000
TURNED = "\u202egroen\u2066 \u200fx"
EVIL = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "link": '=HYPERLINK("http://example.org","klik")',
    "call": "+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "braces": "{0} {expected} {{7*7}} %s",
    "long": LONG,
    "turned": TURNED,
}
# Every element that the page may have; nothing in it can do anything.
PLAIN = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "article", "div"),
    *("p", "h1", "h2", "h3", "span", "dl", "dt", "dd"),
}
UNSEEN = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data) -> None:
        self.text += data


def evil_form(region: str, text: str) -> bytes:
    """Return a form with a text in every field that may hold one."""
    header = (*HEADER, "Reden", "Startdatum", "Doel", "Eenheid", "Thema's", text)
    rows = [
        ("1", text, "Aanbod", text, text, text, text, text, text, text, text),
        (f"A{text}", "x", text, "rood", "", "", "", "", "", "", ""),
    ]
    questions = [("Vraag over de samenwerking", "Score", "Opmerking"), (text, text, text)]
    cells = [("Regio", region, text), ("Periode", "2021-H1"), (text,), header, *rows]
    return workbook([*cells, *nothing(rows, header)], second=("Vragen", questions))


@pytest.fixture(scope="module")
def folders(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder with the feedback on a form that is full of a text, by the name of the text."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("inert"))
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    senders = dict(zip(EVIL, regions, strict=False))
    for key, region in senders.items():
        text = EVIL[key]
        drop(workspace, region, evil_form(region, text), f"{text.replace('/', '')[:60]}.xlsx")
    ingest_at(workspace)
    return {
        key: folder
        for key, region in senders.items()
        for folder in (workspace.outbox / region).glob(f"{region}-*")
    }


@pytest.fixture(params=EVIL)
def reported(request, folders) -> tuple[str, Path]:
    """A text, and the folder with the feedback on a form that is full of it."""
    return EVIL[request.param], folders[request.param]


def test_on_the_page_it_is_text(reported):
    text, folder = reported
    page = (folder / "feedback.html").read_text(encoding="utf-8")
    elements = Elements()
    elements.feed(page)
    assert elements.tags <= PLAIN
    assert not {
        name for name in elements.attributes if name.startswith("on") or name in {"src", "href"}
    }
    assert "default-src &#39;none&#39;" in page
    assert not re.search(UNSEEN, page)
    shown = " ".join(elements.text.split())
    assert (
        text.replace("\u202e", "\ufffd")
        .replace("\u2066", "\ufffd")
        .replace("\u200f", "\ufffd")[:60]
        .strip()
        in shown
    )


def test_as_data_it_is_a_string(reported):
    text, folder = reported
    content = (folder / "feedback.json").read_text(encoding="utf-8")
    assert not re.search(UNSEEN, content)
    texts = [
        part["text"]
        for finding in json.loads(content)["findings"]
        if finding["rule"] == "R-STATUS-01"
        for part in finding["found"]
    ]
    assert texts == ["".join(sign if sign.isprintable() else "\ufffd" for sign in text.strip())]


def test_in_the_marked_workbook_it_is_a_text(reported):
    text, folder = reported
    book = openpyxl.load_workbook(folder / "feedback.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert links
    assert all(link.location and not link.target for link in links)
    seen = "".join(sign for sign in text if sign not in "\u202e\u2066\u200f").strip()
    assert book["Invullen"]["B5"].value == seen
    assert book["Invullen"]["B5"].quotePrefix == (text[0] in "=+-@")
    with zipfile.ZipFile(folder / "feedback.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any(re.search(r"<(\w+:)?f[ >/]", part) for part in parts.values())
    assert not any("TargetMode" in part for part in parts.values())
    assert not any(re.search(UNSEEN, p) for p in parts.values())
