"""What people write beside the figures: begun, carried forward, kept and released."""

import csv
import os
import re
import signal
import subprocess
import sys
from html import unescape

import pytest
from building import ask, command, drop, form, ingest_at, publish_at
from holding import assert_invariants
from pypdf import PdfReader
from words import document, paragraph
from words import run as run_of

from pow_pipeline.cli.main import run
from pow_pipeline.record.journal import Journal
from schemas.editorial import read_pieces

LESSON = """---
id: {id}
kind: lesson
theme: vraag
first_period: 2020-H2
source: gesprekken
status: {status}
---

{text}
"""


def write(workspace, text, period="2021-H1", language="nl"):
    path = workspace.editorial / f"{period}.{language}.md"
    path.write_text(text, encoding="utf-8")
    return path


def lesson(text="Van {total.n} activiteiten.", identity="contact", status="new"):
    return LESSON.replace("{id}", identity).replace("{status}", status).replace("{text}", text)


def say(workspace, capsys, *arguments):
    capsys.readouterr()
    code = run([*arguments, "--home", str(workspace.home)])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def kept(workspace):
    return [e for e in Journal(workspace.journal).read() if e.type == "editorial"]


@pytest.fixture
def reported(workspace):
    for folder in sorted(workspace.inbox.iterdir()):
        drop(workspace, folder.name, form(folder.name))
    ingest_at(workspace)
    return workspace


def test_the_first_file_of_all_shows_how_it_is_written(workspace, capsys):
    code, said = say(workspace, capsys, "editorial", "2021-H1")
    assert code == 0
    assert "2021-H1.nl.md" in said
    (piece,) = read_pieces((workspace.editorial / "2021-H1.nl.md").read_bytes())
    assert (piece.head.first_period, piece.head.status) == ("2021-H1", "lapsed")


def test_what_still_stands_is_carried_forward(workspace, capsys):
    pieces = [lesson(), lesson("Voorbij.", "oud", "lapsed"), lesson("Blijft.", "blijft")]
    write(workspace, "\n".join(pieces), "2020-H1")
    code, said = say(workspace, capsys, "editorial", "2021-H1")
    assert code == 0
    assert "still stands: contact" in said
    begun = read_pieces((workspace.editorial / "2021-H1.nl.md").read_bytes())
    assert [(each.head.id, each.head.status, each.head.first_period) for each in begun] == [
        ("contact", "confirmed", "2020-H2"),
        ("blijft", "confirmed", "2020-H2"),
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("2031-H1",), "the programme has no period '2031-H1'"),
        (("2021-H1", "--language", "fr"), "the programme has no language 'fr'; it has nl"),
        (("2020-H2",), "is there already; go on with it"),
    ],
)
def test_what_cannot_be_begun_is_said(arguments, expected, workspace, capsys):
    held = write(workspace, lesson(), "2020-H2")
    code, said = say(workspace, capsys, "editorial", *arguments)
    assert code == 2
    assert expected in said
    assert list(workspace.editorial.iterdir()) == [held]


def test_a_text_is_kept_once_and_another_text_is_another_version(reported):
    first = publish_at(reported)
    write(reported, lesson())
    second = publish_at(reported)
    assert (second.is_new, second.release.name) == (True, "2021-H1.v2")
    assert second.release.figures == first.release.figures
    assert not publish_at(reported).is_new
    assert len(kept(reported)) == 1
    write(reported, lesson("Anders."))
    assert publish_at(reported).release.name == "2021-H1.v3"
    assert [set(each.files) for each in kept(reported)] == [{"nl"}, {"nl"}]
    (reported.editorial / "2021-H1.nl.md").unlink()
    assert publish_at(reported).is_new
    assert kept(reported)[-1].files == {}
    assert ask(reported, "SELECT count(*) FROM record.editorial") == [(2,)]
    assert_invariants(reported)


def test_a_text_of_another_period_changes_nothing(reported):
    publish_at(reported)
    write(reported, lesson(), "2020-H2")
    assert not publish_at(reported).is_new
    assert kept(reported) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zomaar.", "2021-H1.nl.md: line 1: expected --- first"),
        (lesson("# Kop"), "2021-H1.nl.md: line 10: heading cannot be shown"),
    ],
)
def test_a_text_that_cannot_be_read_stops_a_publication(text, expected, reported, capsys):
    write(reported, text)
    code, said = say(reported, capsys, "publish", "2021-H1")
    assert code == 2
    assert expected in said
    assert kept(reported) == []
    assert not (reported.published / "current").exists()


def test_lessons_stand_on_the_sheet_with_its_figures(reported):
    text = "Van {total.n} activiteiten is {total.on_track.count} groen, dat is {total.on_track}."
    write(reported, "\n".join([lesson(text), lesson("Voorbij.", "oud", "lapsed")]))
    public = publish_at(reported).folder / "public"
    page = unescape(re.sub(r"<[^>]+>", "", (public / "sheet.nl.html").read_text(encoding="utf-8")))
    assert "Belangrijkste lessen" in page
    with (public / "status_distribution.csv").open(encoding="utf-8") as file:
        (total,) = (
            row
            for row in csv.DictReader(file)
            if row["period"] == "2021-H1"
            and (row["scope"], row["category"], row["status"]) == ("programme", "total", "on_track")
        )
    expected = "Van {denominator} activiteiten is {count} groen, dat is {percentage}%."
    assert f"vraag (nieuw): {expected.format(**total)}" in page
    assert "Voorbij" not in page
    assert "Main lessons" not in (public / "sheet.en.html").read_text(encoding="utf-8")
    assert "gesprekken" not in page  # the source is not published


def test_a_word_document_says_the_same_and_what_stands_out_does_in_both_forms(reported):
    head = re.search(r"id: .*new", lesson(), re.DOTALL)[0]
    bold, italic = run_of("vaste naam", "<w:b/>"), run_of("één", "<w:i/>")
    said = paragraph(run_of("Wij willen "), italic, run_of(" "), bold, run_of(" in {total.n}."))
    path = reported.editorial / "2021-H1.nl.docx"
    path.write_bytes(document(*head.split("\n"), said, paragraph(run_of("<i>"), number="1")))
    public = publish_at(reported).folder / "public"
    page = (public / "sheet.nl.html").read_text(encoding="utf-8")
    assert (
        "<p>vraag (nieuw): Wij willen <em>één</em> <strong>vaste naam</strong> in 70.</p>" in page
    )
    assert "<li>&lt;i&gt;</li>" in page
    fonts = fonts_of(PdfReader(public / "sheet.nl.pdf"), ("één", "vaste naam", "Wij willen"))
    assert fonts == ["SourceSans3-It", "SourceSans3-Bold", "SourceSans3-Regular"]
    path.unlink()
    markdown = "Wij willen *één* **vaste naam** in {total.n}.\n\n- <i>"
    write(reported, lesson(markdown))
    again = publish_at(reported).folder / "public" / "sheet.nl.html"
    assert lessons_of(again.read_text(encoding="utf-8")) == lessons_of(page)
    assert_invariants(reported)


def lessons_of(page):
    return page.partition("Belangrijkste lessen")[2].partition("</section>")[0]


def fonts_of(document, texts):
    """Return the font in which each of these texts stands."""
    found = {}
    for page in document.pages:

        def note(text, _matrix, _place, font, _size):
            for each in texts:
                if each in text and font:
                    found.setdefault(each, font["/BaseFont"].partition("+")[2])

        page.extract_text(visitor_text=note)
    return [found.get(each) for each in texts]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (("Zomaar.",), "2021-H1.nl.docx: paragraph 1: expected id: first"),
        (("id: x", "kind: les"), "2021-H1.nl.docx: paragraph 1: kind: Input should be"),
        (("", "id: x", "", "a"), "2021-H1.nl.docx: paragraph 2: kind: Field required"),
    ],
)
def test_a_word_document_that_cannot_be_read_is_told_by_its_paragraph(
    paragraphs, expected, workspace, capsys
):
    (workspace.editorial / "2021-H1.nl.docx").write_bytes(document(*paragraphs))
    code, said = say(workspace, capsys, "publish", "2021-H1")
    assert code == 2
    assert expected in said


def test_only_one_of_two_files_can_count(workspace, capsys):
    write(workspace, lesson())
    (workspace.editorial / "2021-H1.nl.docx").write_bytes(document())
    code, said = say(workspace, capsys, "publish", "2021-H1")
    assert code == 2
    assert "2021-H1.nl.docx: only one can count" in said


def test_an_unknown_placeholder_stops_a_publication_by_name(reported, capsys):
    write(reported, lesson("Van {total.m} en {aanbod.paars}."))
    code, said = say(reported, capsys, "publish", "2021-H1")
    assert code == 4
    assert "{total.m} in contact; {aanbod.paars} in contact" in said
    assert not (reported.published / "current").exists()
    write(reported, lesson())
    command(reported, "publish", "2021-H1")
    assert_invariants(reported)


def test_a_link_is_not_followed(reported, capsys, tmp_path):
    (tmp_path / "elsewhere.md").write_text(lesson())
    (reported.editorial / "2021-H1.nl.md").symlink_to(tmp_path / "elsewhere.md")
    code, said = say(reported, capsys, "publish", "2021-H1")
    assert code == 2
    assert "cannot be read" in said


@pytest.mark.parametrize("fault", ["editorial", "project_editorial"])
def test_killed_and_gone_on_with_it_is_as_without(fault, reported):
    write(reported, lesson())
    killed = subprocess.run(
        [
            *(sys.executable, "-m", "pow_pipeline.cli.main"),
            *("publish", "2021-H1", "--home", reported.home),
        ],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command(reported, "publish", "2021-H1")
    assert len(kept(reported)) == 1
    assert_invariants(reported)
