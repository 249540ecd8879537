"""Files of lessons and recommendations: what can be read, and what is said of what cannot."""

import pytest

from schemas.programme.editorial import (
    EditorialError,
    Paragraphs,
    Span,
    fill,
    paragraphs_of,
    read_pieces,
    unknown_placeholders,
    write_pieces,
)

HEAD = """---
id: vaste-contactpersoon
kind: lesson
theme: vraag
first_period: 2020-H1
source: gesprekken met regio's
status: new
---
"""
OTHER = HEAD.replace("vaste-contactpersoon", "kleine-stappen").replace("lesson", "recommendation")
TEXT = "Werkgevers willen *één* naam.\nVan {total.n} activiteiten.\n\n- eerst dit\n- dan dat\n"


def read(text):
    return read_pieces(text.encode())


def test_each_text_has_its_head_and_its_paragraphs():
    lesson, recommendation = read(f"\ufeff\n{HEAD}\n{TEXT}\n{OTHER}\nDoe dit.")
    assert lesson.head.model_dump() == {
        "id": "vaste-contactpersoon",
        "kind": "lesson",
        "theme": "vraag",
        "first_period": "2020-H1",
        "source": "gesprekken met regio's",
        "status": "new",
    }
    assert paragraphs_of(lesson) == (
        Paragraphs(
            (
                (
                    Span("Werkgevers willen "),
                    Span("één", is_emphasised=True),
                    Span(" naam. Van {total.n} activiteiten."),
                ),
            ),
            is_list=False,
        ),
        Paragraphs(((Span("eerst dit"),), (Span("dan dat"),)), is_list=True),
    )
    assert (recommendation.head.kind, recommendation.text) == ("recommendation", "Doe dit.")


def test_what_is_written_is_read_again():
    pieces = read(f"{HEAD}\n{TEXT}\n{OTHER}\nDoe dit.")
    again = read(write_pieces(pieces))
    assert [(each.head, each.text) for each in again] == [(each.head, each.text) for each in pieces]


def test_no_text_is_no_file():
    assert read("") == read("\n\n") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zomaar tekst", "line 1: expected --- first"),
        (f"Tekst\n{HEAD}Tekst", "line 1: expected --- first"),
        (
            "---\nid: x\n",
            "line 1: --- starts the properties of a text, but no second --- ends them",
        ),
        (HEAD, "line 1: vaste-contactpersoon has no text"),
        (HEAD + TEXT + HEAD + TEXT, "line 22: vaste-contactpersoon occurs twice"),
        (HEAD.replace("kind: lesson\n", "") + "x", "line 1: kind: Field required"),
        (HEAD.replace("lesson", "les") + "x", "line 1: kind: Input should be 'lesson' or"),
        (HEAD.replace("status: new", "status: nieuw") + "x", "line 1: status: Input should be"),
        (HEAD.replace("vaste-", "Vaste ") + "x", "line 1: id: String should match pattern"),
        (HEAD.replace("theme: vraag", "theme: 3") + "x", "line 1: theme: Input should be a valid"),
        (HEAD.replace("theme:", "thema:") + "x", "line 1: theme: Field required"),
        (
            HEAD.replace("theme: vraag", "[theme") + "x",
            "line 1: expected one property per line between two ---",
        ),
        ("---\nzomaar\n---\nx", "line 1: properties of the text: Input should be a valid"),
        (HEAD + "Tekst\n\n# Kop", "line 11: heading cannot be shown"),
        (HEAD + "![x](http://x/y.png)", "line 9: image cannot be shown"),
        (HEAD + "[hier](https://x.example)", "line 9: link cannot be shown"),
        (HEAD + "Tekst\n\n```\ncode\n```", "line 11: fence cannot be shown"),
        (HEAD + "Tekst\n\n***\n", "line 11: hr cannot be shown"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text, expected):
    with pytest.raises(EditorialError) as raised:
        read(text)
    assert str(raised.value).startswith(expected)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> =1+1 #let x", "[hier](javascript:alert)", "a | b", "$x$ @a"]
)
def test_other_markup_is_text(text):
    (piece,) = read(HEAD + text)
    assert paragraphs_of(piece) == (Paragraphs(((Span(text),),), is_list=False),)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a **b** c", [Span("a "), Span("b", is_strong=True), Span(" c")]),
        ("__b__*c*", [Span("b", is_strong=True), Span("c", is_emphasised=True)]),
        (
            "*a **b***",
            [Span("a ", is_emphasised=True), Span("b", is_strong=True, is_emphasised=True)],
        ),
        (
            "**{total.on_track}** en {a_b_c}",
            [Span("{total.on_track}", is_strong=True), Span(" en {a_b_c}")],
        ),
        ("2 * 3 * 4 en a_b_c", [Span("2 * 3 * 4 en a_b_c")]),
        ("\\*zo\\*", [Span("*zo*")]),
        ("*a\nb*", [Span("a b", is_emphasised=True)]),
    ],
)
def test_emphasis_is_kept(text, spans):
    (piece,) = read(HEAD + text)
    assert paragraphs_of(piece) == (Paragraphs((tuple(spans),), is_list=False),)


def test_not_utf8_is_stated():
    with pytest.raises(EditorialError, match="UTF-8"):
        read_pieces(b"\xff\xfe\x00")


VALUES = {"total.n": "840", "scholing.off_track": "4%"}


def test_placeholders_are_figures():
    assert fill("Van {total.n} is {scholing.off_track} rood.", VALUES) == "Van 840 is 4% rood."


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{total.n}", ()),
        ("{total.m} en {n}", ("total.m", "n")),
        ("{ total.n } {} { }", ()),  # no placeholders: text with braces
    ],
)
def test_unknown_placeholders_are_named(text, unknown):
    (piece,) = read(HEAD + text)
    assert unknown_placeholders(piece, VALUES) == unknown
