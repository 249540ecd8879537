"""A sheet in the typeface of its programme, and in ours for the signs that it lacks."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from pow_pipeline.publication.sheet.blocks import Section, SheetContent, Text
from pow_pipeline.publication.sheet.document import writing_documents
from pow_pipeline.publication.sheet.page import sheet_page
from pow_pipeline.publication.vendor import FONTS
from schemas.fonts import read_font
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.programme.publication_parts import Look
from tests.publication.sheet.example_figures import PLAN

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


def document(path: Path, content: SheetContent, programme: Programme) -> bytes:
    with writing_documents(programme) as documents:
        documents.add(path, content, language=read_language("nl"), issued=PLAN.issued)
    return path.read_bytes()


def test_the_document_is_set_in_it_and_in_ours_where_it_lacks_a_sign(dressed, programme, tmp_path):
    made = {
        name: document(tmp_path / f"{name}.pdf", CONTENT, each)
        for name, each in {"own": dressed, "ours": programme, "again": dressed}.items()
    }
    assert "Huisletter" in fonts_of(made["own"])
    assert "SourceSans3-Regular" in fonts_of(made["own"])  # of the sign ●
    assert "Huisletter" not in fonts_of(made["ours"])
    assert "● 49%" in PdfReader(io.BytesIO(made["own"])).pages[0].extract_text()
    assert made["own"] == made["again"]


def test_a_document_that_cannot_be_compiled_says_why(programme, tmp_path):
    nowhere = tmp_path / "missing" / "sheet.pdf"
    with pytest.raises(FileNotFoundError, match="missing/sheet.pdf"):
        document(nowhere, CONTENT, programme)


def test_many_documents_are_written_each_to_its_path(programme, tmp_path):
    contents = {f"{number}.pdf": replace(CONTENT, title=f"Titel {number}") for number in range(30)}
    with writing_documents(programme) as documents:
        for name, content in contents.items():
            path = tmp_path / name
            documents.add(path, content, language=read_language("nl"), issued=PLAN.issued)
    titles = {path.name: PdfReader(path).metadata.title for path in tmp_path.iterdir()}
    assert titles == {name: f"Sheet {each.title}: 2021" for name, each in contents.items()}


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
