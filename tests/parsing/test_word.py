"""Word documents of texts: read as Markdown, or refused by the paragraph that cannot be shown."""

import pytest

from pow_pipeline.limits import Limits
from pow_pipeline.parsing.texts.word import read_word
from pow_pipeline.parsing.texts.word_paragraphs import WordError
from tests.harness.word_documents import document, paragraph, run

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

PLACEHOLDER = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"


def within(name, content):
    return f"<w:{name}>{content}</w:{name}>"


def markdown(*paragraphs):
    return read_word(document(*paragraphs), Limits()).markdown


@pytest.mark.parametrize("head", [[HEAD], HEAD.split("\n"), ["---", *HEAD.split("\n"), "———"]])
def test_what_is_known_of_a_text_is_shown_in_lines_or_in_paragraphs(head):
    result = markdown(*head, "Een naam.", *head, "Nog een.")
    assert result == f"{FRONT}\nEen naam.\n{FRONT}\nNog een."


@pytest.mark.parametrize(
    ("given", "expected"),
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
        (f"<w:customXml><w:customXmlPr/>{paragraph(run('x'))}</w:customXml>", "x"),
        (f"<w:smartTag>{paragraph(run('x'))}</w:smartTag>", "x"),
        (f"<w:customXml><w:customXml>{paragraph(run('x'))}</w:customXml></w:customXml>", "x"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('x'))}</w:sdtContent></w:sdt>", "x"),
        (within("customXml", within("sdt", within("sdtContent", paragraph(run("x"))))), "x"),
        (paragraph(f"<w:smartTag>{run('a')}</w:smartTag>", run("b")), "ab"),
        (paragraph(f"<w:customXml>{run('a')}</w:customXml>", run("b")), "ab"),
        (paragraph(f"<w:sdt><w:sdtContent>{run('a')}</w:sdtContent></w:sdt>", run("b")), "ab"),
        (paragraph(f"<w:dir><w:bdo>{run('a')}</w:bdo></w:dir>", run("b", "<w:b/>")), "a**b**"),
        (paragraph("<w:proofErr/><w:bookmarkStart/>", run("a"), "<w:bookmarkEnd/>"), "a"),
        (paragraph("<w:r>\n  <w:t>a</w:t>\n  <w:softHyphen/>\n</w:r>"), "a"),
    ],
)
def test_a_paragraph_is_what_it_shows(given, expected):
    assert markdown(HEAD, "", given).removeprefix(FRONT).strip() == expected


def test_each_line_knows_its_paragraph():
    word = read_word(document("", HEAD, "Een naam.", "", "Nog iets."), Limits())
    lines = word.markdown.split("\n")
    assert word.places[lines.index("Een naam.")] == 3
    assert word.places[lines.index("Nog iets.")] == 5


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (f"<w:tbl>{paragraph(run('x'))}</w:tbl>", "a table"),
        (paragraph("<w:r><w:drawing/></w:r>"), "a picture"),
        (paragraph(f"<w:ins>{run('x')}</w:ins>"), "a change that is not accepted yet"),
        (paragraph(f"<w:hyperlink>{run('x')}</w:hyperlink>"), "a link"),
        (paragraph(run("x", "<w:vanish/>")), "hidden text"),
        (paragraph(run("x"), style="Kop1"), "a heading"),
        (paragraph(run("x"), number="2"), "a numbered list"),
        (paragraph("<w:r><w:footnoteReference/></w:r>"), "a footnote"),
        (f"<w:customXml><w:tbl>{paragraph(run('x'))}</w:tbl></w:customXml>", "a table"),
        (f"<w:ins>{paragraph(run('x'))}</w:ins>", "a change that is not accepted yet"),
        (
            f"<w:sdt><w:sdtContent><w:ins>{paragraph(run('x'))}</w:ins></w:sdtContent></w:sdt>",
            "a change that is not accepted yet",
        ),
        (
            paragraph("<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"),
            "a change that is not accepted yet",
        ),
        (paragraph(f"<w:customXml><w:hyperlink>{run('x')}</w:hyperlink></w:customXml>"), "a link"),
        (
            paragraph(
                f"<w:r><w:pict><w:txbxContent>{paragraph(run('x'))}</w:txbxContent></w:pict></w:r>"
            ),
            "a text box",
        ),
        (paragraph(f"<w:r><w:AlternateContent>{run('x')}</w:AlternateContent></w:r>"), "a drawing"),
        (paragraph(f"<w:r><w:ruby><w:rt>{run('x')}</w:rt></w:ruby></w:r>"), "a text above another"),
        (paragraph("<w:r><w:yearLong/></w:r>"), "a field"),
        (
            within("sdt", PLACEHOLDER + within("sdtContent", paragraph(run("x")))),
            "a field that is not filled in",
        ),
        (f"<w:onbekend>{paragraph(run('x'))}</w:onbekend>", "a part that we do not know"),
        (paragraph(f"<w:onbekend>{run('x')}</w:onbekend>"), "a part that we do not know"),
        (paragraph("<w:t>x</w:t>"), "a part that we do not know"),
        (run("x"), "a part that we do not know"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_its_paragraph(given, expected):
    with pytest.raises(
        WordError, match=rf"^paragraph 3: {expected} cannot be shown; write paragraphs"
    ):
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


def test_what_is_nested_too_deep_is_refused():
    deep = (
        f"{'<w:sdt><w:sdtContent>' * 2000}{paragraph(run('x'))}{'</w:sdtContent></w:sdt>' * 2000}"
    )
    with pytest.raises(WordError, match="cannot be read as a Word document"):
        markdown(HEAD, deep)


def test_what_would_fill_the_memory_is_refused():
    with pytest.raises(WordError, match="cannot be read as a Word document"):
        read_word(document(HEAD, "x" * 100_000), Limits(inflated_bytes=50_000))


def test_nothing_is_nothing():
    assert markdown() == markdown("", " ") == ""
