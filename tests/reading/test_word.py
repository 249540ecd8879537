"""Word documents of texts: read as Markdown, or refused by the paragraph that cannot be shown."""

import pytest
from words import document, paragraph, run

from pow_pipeline.limits import Limits
from pow_pipeline.reading.word import read_word
from pow_pipeline.reading.word_paragraphs import WordError

HEAD = "Id: Contact\nkind: Lesson\nTheme: vraag: nu\nfirst_period: 2020-H1\nsource: ik\nstatus: New"
FRONT = """---
id: "contact"
kind: "lesson"
theme: "vraag: nu"
first_period: "2020-H1"
source: "ik"
status: "new"
---
"""


def markdown(*paragraphs):
    return read_word(document(*paragraphs), Limits()).markdown


@pytest.mark.parametrize("head", [[HEAD], HEAD.split("\n"), ["---", *HEAD.split("\n"), "———"]])
def test_what_is_known_of_a_text_stands_in_lines_or_in_paragraphs(head):
    said = markdown(*head, "Een naam.", *head, "Nog een.")
    assert said == f"{FRONT}\nEen naam.\n{FRONT}\nNog een."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (paragraph(run("a "), run("b ", "<w:b/>"), run("c")), "a **b** c"),
        (paragraph(run("a", "<w:i/>"), run("b", "<w:i/>")), "*ab*"),
        (paragraph(run("a", '<w:b w:val="0"/>'), run("b", "<w:b/><w:i/>")), "a***b***"),
        (paragraph(run("a", style := "<w:b/>"), run(" ", style), run("b", style)), "**a b**"),
        (paragraph(run("eerst"), style="Opsomming"), "- eerst"),
        (paragraph(run("dan"), number="1"), "- dan"),
        (paragraph(run("geen item"), style="Opsomming", number="0"), "geen item"),
        ("een\ntwee", "een twee"),
        (
            "Van {total.on_track} a_b *c* [d](e) <b>",
            r"Van {total.on_track} a\_b \*c\* \[d\](e) \<b\>",
        ),
        ("1. een", r"1\. een"),
        ("- een", r"\- een"),
        ("# kop", r"\# kop"),
        ("id is bekend: nee", "id is bekend: nee"),
        (
            "kind: geen kop meer, want er staat een regel tussen",
            "kind: geen kop meer, want er staat een regel tussen",
        ),
        (
            f"<w:sdt><w:sdtContent>{paragraph(run('in een kader'))}</w:sdtContent></w:sdt>",
            "in een kader",
        ),
    ],
)
def test_a_paragraph_is_what_it_shows(given, said):
    assert markdown(HEAD, "", given).removeprefix(FRONT).strip() == said


def test_each_line_knows_its_paragraph():
    word = read_word(document("", HEAD, "Een naam.", "", "Nog iets."), Limits())
    lines = word.markdown.split("\n")
    assert word.places[lines.index("Een naam.")] == 3
    assert word.places[lines.index("Nog iets.")] == 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f"<w:tbl>{paragraph(run('x'))}</w:tbl>", "a table"),
        (paragraph("<w:r><w:drawing/></w:r>"), "a picture"),
        (paragraph(f"<w:ins>{run('x')}</w:ins>"), "a change that is not accepted yet"),
        (paragraph(f"<w:hyperlink>{run('x')}</w:hyperlink>"), "a link"),
        (paragraph(run("x", "<w:vanish/>")), "hidden text"),
        (paragraph(run("x"), style="Kop1"), "a heading"),
        (paragraph(run("x"), number="2"), "a numbered list"),
        (paragraph("<w:r><w:footnoteReference/></w:r>"), "a footnote"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_its_paragraph(given, said):
    with pytest.raises(WordError, match=rf"^paragraph 3: {said} cannot be shown; write paragraphs"):
        markdown(HEAD, "Tekst.", given)


def test_a_text_without_what_is_known_of_it_is_refused():
    with pytest.raises(WordError, match=r"^paragraph 2: expected id: first"):
        markdown("", "Zomaar.", HEAD)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 no archive",
        document(start="<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        document("<w:p>"),
        document("x").replace(b"word/document.xml", b"word/dokument.xml"),
    ],
)
def test_what_is_no_document_is_refused(content):
    with pytest.raises(WordError, match="cannot be read as a Word document"):
        read_word(content, Limits())


def test_what_would_fill_the_memory_is_refused():
    with pytest.raises(WordError, match="cannot be read as a Word document"):
        read_word(document(HEAD, "x" * 100_000), Limits(inflated_bytes=50_000))


def test_nothing_is_nothing():
    assert markdown() == markdown("", " ") == ""
