"""A sheet in the typeface of its programme, and in ours for the signs that it lacks."""

import io
import re

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from telling import PLAN

from pow_pipeline.publication.sheet.content import Section, SheetContent, Text
from pow_pipeline.publication.sheet.document import sheet_document
from pow_pipeline.publication.sheet.page import sheet_page
from pow_pipeline.publication.vendor import FONTS
from schemas.fonts import read_font
from schemas.language import read_language
from schemas.publication_parts import Look

CONTENT = SheetContent(
    "nl",
    "Sheet",
    "Titel",
    "2021",
    "x",
    (),
    (),
    ("Een zin.",),
    (Section("Kop", (Text("● 49%"),)),),
    "",
)


@pytest.fixture(scope="module")
def house() -> bytes:
    """A typeface of another family, with Latin letters alone."""
    with TTFont(FONTS / "SourceSans3-Regular.ttf") as font:
        subsetter = Subsetter()
        subsetter.populate(unicodes=range(32, 127))
        subsetter.subset(font)
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = "Huisletter"
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()


@pytest.fixture
def dressed(programme, house):
    look = Look(fonts=("Huis.ttf",))
    return programme.model_copy(update={"look": look, "fonts": {"Huis.ttf": read_font(house)}})


def fonts_of(document: bytes) -> set[str]:
    return {
        font["/BaseFont"].partition("+")[2]
        for page in PdfReader(io.BytesIO(document)).pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_the_document_is_set_in_it_and_in_ours_where_it_lacks_a_sign(dressed, programme):
    language = read_language("nl")
    made = {
        name: sheet_document(CONTENT, programme=each, language=language, issued=PLAN.issued)
        for name, each in {"own": dressed, "ours": programme, "again": dressed}.items()
    }
    assert "Huisletter" in fonts_of(made["own"])
    assert "SourceSans3-Regular" in fonts_of(made["own"])  # of the sign ●
    assert "Huisletter" not in fonts_of(made["ours"])
    assert "● 49%" in PdfReader(io.BytesIO(made["own"])).pages[0].extract_text()
    assert made["own"] == made["again"]


def test_the_page_holds_it_and_asks_for_it(dressed, programme, tmp_path, open_page):
    path = tmp_path / "sheet.html"
    page = sheet_page(CONTENT, programme=dressed, language=read_language("nl"))
    path.write_text(page, encoding="utf-8")
    shown = open_page(path.as_uri())
    assert shown.evaluate("document.fonts.check('400 16px \"Programme\"')")
    family = shown.evaluate("getComputedStyle(document.body).fontFamily")
    assert [name.strip('" ') for name in family.split(",")][:2] == ["Programme", "Source Sans 3"]
    ours = sheet_page(CONTENT, programme=programme, language=read_language("nl"))
    assert "Programme" not in re.sub("base64,[^)]*", "", ours)
