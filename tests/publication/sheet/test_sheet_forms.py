"""Both forms of the sheet: the same figures, a PDF that is tagged, and texts that stay texts."""

import html
import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape
from page import ValidationProfile, validate_pdf
from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject

from pow_pipeline.limits import Limits
from pow_pipeline.parsing.texts.word import read_word
from pow_pipeline.publication.figures import read_figures
from pow_pipeline.publication.sheet.glyphs import only_glyphs
from pow_pipeline.publication.sheet.write import write_sheets
from pow_pipeline.publication.vendor import FONTS
from schemas.programme.editorial import read_pieces
from schemas.programme.programme import Programme
from tests.harness.word_documents import document
from tests.publication.sheet.example_figures import PLAN, table_of, text_of

LANGUAGES = ("nl", "en")
PROFILES = {"PDF_UA_1": ValidationProfile.PDF_UA_1, "PDF_A_2A": ValidationProfile.PDF_A_2A}
# The validator takes the last byte of compressed data for the end of a line where it is one.
NO_FAILURE = "a stream /Length does not match its raw content length"
HOSTILE = (
    "<script>alert(1)</script> &amp; <b>x</b>",
    "#let x = 1 #panic() $x^2$ @a <a> \\ _u_ *b* `c` // d",
    '=1+1" onload="x',
    "\N{RIGHT-TO-LEFT OVERRIDE}naw\N{POP DIRECTIONAL FORMATTING} \N{RIGHT-TO-LEFT MARK}x",
    "w" * 5000,
    "\N{GRINNING FACE} \N{ARABIC LETTER ALEF} \N{NULL}x".replace("\N{NULL}", ""),
)


@pytest.fixture(scope="module")
def release(of_the_sheet) -> Path:
    """What is public of a release of one period, as the sheet was published."""
    return of_the_sheet / "public"


def read(release: Path, language: str) -> PdfReader:
    return PdfReader(release / f"sheet.{language}.pdf")


def elements(node, parents=()):
    """Yield each element of the structure of a PDF, with the roles above it."""
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each, parents)
    elif isinstance(node, dict) and "/S" in node:
        yield node, parents
        yield from elements(node.get("/K"), (*parents, node["/S"]))
    elif isinstance(node, dict) and node.get("/Type") == "/StructTreeRoot":
        yield from elements(node.get("/K"), parents)


def scope_of(element) -> str:
    result = element["/A"]
    return next(each["/Scope"] for each in (result if isinstance(result, list) else [result]))


def structure(reader: PdfReader):
    return list(elements(reader.root_object["/StructTreeRoot"]))


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_validator_finds_the_document_to_be_what_it_says(language, profile, release):
    found = validate_pdf(release / f"sheet.{language}.pdf", profile=PROFILES[profile])
    assert {failure.message for failure in found.failures} <= {NO_FAILURE}


def test_the_validator_sees_what_is_wrong(release, tmp_path):
    writer = PdfWriter(clone_from=release / "sheet.nl.pdf")
    figures = [element for element, _ in structure(writer) if element["/S"] == "/Figure"]
    for figure in figures:
        del figure["/Alt"]
    writer.write(tmp_path / "wrong.pdf")
    found = validate_pdf(tmp_path / "wrong.pdf", profile=PROFILES["PDF_UA_1"])
    assert len(figures) == 2
    assert {failure.rule_id for failure in found.failures} == {"PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_hold_the_same_tables(language, release):
    rows = table_of((release / f"sheet.{language}.html").read_text(encoding="utf-8"))
    text = text_of(read(release, language).pages)
    assert len(rows) == 15
    for row in rows:
        assert " ".join(row) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_shown_in_the_order_of_the_sheet(language, release):
    page = (release / f"sheet.{language}.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    text = text_of(read(release, language).pages)
    places = [text.index(f" {heading} ") for heading in headings]
    assert places == sorted(places)
    assert len(headings) >= 6
    bookmarks = [each.title for each in read(release, language).outline]
    assert bookmarks == headings


def test_the_document_says_what_it_is(release):
    reader = read(release, "nl")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Periodieke sheet Perspectief op Werk: eerste halfjaar 2021"
    result = root["/Metadata"].get_object().get_data().decode()
    for message in (
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
    ):
        assert message in result
    assert 2 <= len(reader.pages) <= 4


def test_its_parts_are_tagged(release):
    found = structure(read(release, "nl"))
    roles = [element["/S"] for element, _ in found]
    page = (release / "sheet.nl.html").read_text(encoding="utf-8")
    assert roles.count("/Table") == page.count("<table>") == 2
    figures = [element for element, _ in found if element["/S"] == "/Figure"]
    assert len(figures) == 2
    assert all(len(element["/Alt"]) > 100 for element in figures)
    assert "loopt naar wens 57%" in figures[0]["/Alt"]
    heads = [element for element, above in found if element["/S"] == "/TH" and "/THead" in above]
    assert len(heads) >= 10
    assert {scope_of(element) for element in heads} == {"/Column"}
    assert "/H1" in roles


def test_the_document_carries_its_own_font(release):
    names = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in read(release, "nl").pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert all(name.startswith("SourceSans3-") for name in names)


def test_the_page_asks_for_nothing(release):
    page = (release / "sheet.nl.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|@import|https?://(?!www\.w3\.org/)", page)
    assert set(re.findall(r"url\((data:)?", page)) == {"data:"}
    assert "default-src 'none'" in html.unescape(page)


def test_the_charts_stand_there_with_their_data(release):
    folder = release / "charts"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        f"{chart}.{kind}"
        for chart in ("distribution", "coverage")
        for kind in ("nl.svg", "en.svg", "csv", "json")
    }
    for name in ("distribution", "coverage"):
        payload = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        header, *rows = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert header.split(",") == payload["columns"]
        assert len(rows) == {"distribution": 15, "coverage": 35}[name]
        assert set(payload["title"]) == set(LANGUAGES)
    assert "2021-H1,total,on_track,413,840,49" in (folder / "distribution.csv").read_text()
    assert ">● 49%<" in (folder / "distribution.nl.svg").read_text(encoding="utf-8")


def hostile(programme: Programme, text: str) -> Programme:
    """Return a programme in which all names are a text, with a mark that tells them apart."""
    labels = [{"nl": f"{text} {number}", "en": f"{text} {number}"} for number in range(30)]
    made = programme.model_dump()
    made["name"] = labels[0]
    made["colophon"] = {"publisher": labels[1], "contact": labels[2]}
    for number, each in enumerate(made["categories"], start=3):
        each |= {"label": labels[number], "aliases": ()}
    for number, each in enumerate(made["statuses"], start=10):
        each |= {"label": labels[number], "meaning": labels[number], "phrase": None}
    for number, each in enumerate(made["regions"]):
        each |= {"name": f"{text} {number}", "aliases": ()}
    return Programme.model_validate(made)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=pytest.mark.prove if len(text) > 1000 else ())  # half a minute
        for text in HOSTILE
    ],
    ids=range(len(HOSTILE)),
)
def test_a_text_stays_a_text(text, release, programme, tmp_path):
    head = "id: les\nkind: lesson\ntheme: les\nfirst_period: 2021-H1\nsource: x\nstatus: new"
    word = read_word(document(head, f"Geleerd: {text}"), Limits())
    write_sheets(
        read_figures(release / "pow.duckdb", PLAN.period)[None],
        tmp_path,
        plan=PLAN,
        programme=hostile(programme, text),
        revised=None,
        approved_on=None,
        editorial={"nl": read_pieces(word.markdown.encode())},
    )
    page = (tmp_path / "sheet.nl.html").read_text(encoding="utf-8")
    assert str(escape(f"Geleerd: {text}")) in page
    assert "<script" not in page
    assert "<b>" not in page
    rows = table_of(page)
    assert [row[-1] for row in rows[1:6]] == ["840", "268", "187", "294", "91"]
    assert " ".join(f"{text} 3".split()) == rows[2][0]
    shown = only_glyphs(text).replace("\N{ZERO WIDTH SPACE}", "")
    content = text_of(read(tmp_path, "nl").pages)
    assert f"Geleerd:{' '.join(shown.split())}".replace(" ", "") in content.replace(" ", "")
    assert " 57% 38% 5% 268" in content


def test_a_logo_and_who_answers_stand_on_both(release, programme, tmp_path):
    made = programme.model_dump() | {
        "logo": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><script/></svg>',
        "colophon": {
            "contact": {"nl": "Vraag het ons", "en": "Ask us"},
            "contact_link": "mailto:sheet@example.org",
            "accessibility_statement": "https://example.org/a",
        },
    }
    write_sheets(
        read_figures(release / "pow.duckdb", PLAN.period)[None],
        tmp_path,
        plan=PLAN,
        programme=Programme.model_validate(made),
        revised=None,
        approved_on=date(2021, 9, 14),
        editorial={},
    )
    page = (tmp_path / "sheet.nl.html").read_text(encoding="utf-8")
    assert 'alt="Perspectief op Werk"' in page
    assert "<script" not in page
    assert '<a href="mailto:sheet@example.org">Vraag het ons</a>' in page
    assert "Dat is op 14-09-2021 zo besloten" in page
    found = [element for element, _ in structure(read(tmp_path, "nl"))]
    alts = [element["/Alt"] for element in found if element["/S"] == "/Figure"]
    assert alts[0] == "Perspectief op Werk"
    assert sum(element["/S"] == "/Link" for element in found) == 2
    text = text_of(read(tmp_path, "nl").pages)
    assert "Contact: Vraag het ons" in text
    assert "Dat is op 14-09-2021 zo besloten" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gewoon één €", "gewoon één €"),
        ("a\N{GRINNING FACE}b", "a□b"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}ab\N{SOFT HYPHEN}c\N{ZERO WIDTH JOINER}", "abc"),
        ("w" * 25, "w" * 25),
        ("w" * 26, "w" * 25 + "\N{ZERO WIDTH SPACE}w"),
        ("e\N{COMBINING DIAERESIS}", "ë"),
    ],
)
def test_a_text_is_shown_by_the_signs_of_the_font(text, shown):
    assert only_glyphs({"text": [text]}) == {"text": [shown]}


def test_the_same_content_is_the_same_bytes(release, programme, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_sheets(
            read_figures(release / "pow.duckdb", PLAN.period)[None],
            tmp_path / name,
            plan=PLAN,
            programme=programme,
            revised=None,
            approved_on=None,
            editorial={},
        )
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(files) == 12
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_files_of_others_are_those_that_are_named():
    text = (FONTS / "README.md").read_text(encoding="utf-8")
    for path in [*FONTS.glob("*.ttf"), *FONTS.glob("*.woff2")]:
        digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True)
        assert f"| `{path.name}` |" in text
        assert digest.stdout.split()[0] in text
