"""What people write next to the figures: begun, carried forward, kept and released."""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from html import unescape

import pytest
from pypdf import PdfReader

from pow_pipeline.cli.main import run
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.publish.publish import Published
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from schemas.programme.editorial import read_pieces
from tests.harness.builders import ask, command, publish_at
from tests.harness.invariants import assert_invariants
from tests.harness.word_documents import document, paragraph
from tests.harness.word_documents import run as run_of

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


def editorials(workspace):
    return [e for e in Journal(workspace.journal).read() if e.type == "editorial"]


FIGURES = "Van {total.n} activiteiten is {total.on_track.count} groen, dat is {total.on_track}."


@dataclass(frozen=True)
class Written:
    """A workspace of which 2021-H1 was published without a text, with one, and without again."""

    workspace: Workspace
    as_markdown: Published
    once_more: Published
    as_word: Published
    without: Published


@pytest.fixture(scope="module")
def written(published_sheet_once, tmp_path_factory):
    home = tmp_path_factory.mktemp("written") / "work"
    shutil.copytree(published_sheet_once, home, symlinks=True)
    workspace = Workspace(home)
    path = write(workspace, lesson("Van {total.m}."))
    with pytest.raises(PublicationBlockedError):
        publish_at(workspace)
    result = lesson(f"{FIGURES}\n\nWij willen *één* **vaste naam** in {{total.n}}.\n\n- <i>")
    write(workspace, "\n".join([result, lesson("Voorbij.", "oud", "lapsed")]))
    as_markdown, once_more = publish_at(workspace), publish_at(workspace)
    path.unlink()
    path = workspace.editorial / "2021-H1.nl.docx"
    path.write_bytes(as_document())
    as_word = publish_at(workspace, forms=("sheet",))
    path.unlink()
    without = publish_at(workspace, forms=())
    return Written(workspace, as_markdown, once_more, as_word, without)


def test_a_release_with_other_words_says_that_no_table_changed(written):
    changelog = written.as_markdown.folder / "public" / "CHANGELOG.md"
    assert "Geen enkele tabel is anders dan in uitgave 2021-H1.v1" in changelog.read_text("utf-8")


def as_document():
    head = re.search(r"id: .*new", lesson(), re.DOTALL)[0]
    bold, italic = run_of("vaste naam", "<w:b/>"), run_of("één", "<w:i/>")
    willing = paragraph(run_of("Wij willen "), italic, run_of(" "), bold, run_of(" in {total.n}."))
    return document(*head.split("\n"), FIGURES, willing, paragraph(run_of("<i>"), number="1"))


def releases(workspace):
    events = Journal(workspace.journal).read()
    return [f"{event.period}.v{event.version}" for event in events if event.type == "released"]


def test_the_first_file_of_all_shows_how_it_is_written(workspace, capsys):
    code, output = say(workspace, capsys, "editorial", "2021-H1")
    assert code == 0
    assert "2021-H1.nl.md" in output
    (piece,) = read_pieces((workspace.editorial / "2021-H1.nl.md").read_bytes())
    assert (piece.head.first_period, piece.head.status) == ("2021-H1", "lapsed")


def test_what_still_is_shown_is_carried_forward(workspace, capsys):
    pieces = [lesson(), lesson("Voorbij.", "oud", "lapsed"), lesson("Blijft.", "blijft")]
    write(workspace, "\n".join(pieces), "2020-H2")
    code, output = say(workspace, capsys, "editorial", "2021-H1")
    assert code == 0
    assert "carried over: contact" in output
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
        (("2020-H2",), "already exists; edit it"),
    ],
)
def test_what_cannot_be_begun_is_stated(arguments, expected, workspace, capsys):
    held = write(workspace, lesson(), "2020-H2")
    code, output = say(workspace, capsys, "editorial", *arguments)
    assert code == 2
    assert expected in output
    assert list(workspace.editorial.iterdir()) == [held]


def test_a_text_is_kept_once_and_another_text_is_another_version(written, published):
    made = (written.as_markdown, written.as_word, written.without)
    assert [publication.is_new for publication in made] == [True] * 3
    assert not written.once_more.is_new
    assert releases(written.workspace) == [f"2021-H1.v{number}" for number in range(1, 5)]
    # What stopped a publication is kept as well.
    assert [set(event.files) for event in editorials(written.workspace)] == [{"nl"}] * 3 + [set()]
    assert ask(written.workspace, "SELECT count(*) FROM record.editorial") == [(3,)]
    figures = "SELECT DISTINCT figures FROM record.release"
    assert len(ask(written.workspace, figures)) == 1
    assert_invariants(written.workspace)


def test_a_text_of_another_period_changes_nothing(published):
    write(published, lesson(), "2020-H2")
    assert not publish_at(published).is_new
    assert editorials(published) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zomaar.", "2021-H1.nl.md: line 1: expected --- first"),
        (lesson("# Kop"), "2021-H1.nl.md: line 10: heading cannot be shown"),
    ],
)
def test_a_text_that_cannot_be_read_stops_a_publication(text, expected, published, capsys):
    write(published, text)
    code, output = say(published, capsys, "publish", "2021-H1")
    assert code == 2
    assert expected in output
    assert editorials(published) == []
    assert releases(published) == ["2021-H1.v1"]


def test_lessons_stand_on_the_sheet_with_its_figures(written):
    public = written.as_markdown.folder / "public"
    page = unescape(re.sub(r"<[^>]+>", "", (public / "sheet.nl.html").read_text(encoding="utf-8")))
    assert "Belangrijkste lessen" in page
    with (public / "status_distribution.csv").open(encoding="utf-8") as file:
        (total,) = (
            row
            for row in csv.DictReader(file)
            if row["period"] == "2021-H1"
            and (row["scope"], row["category"], row["status"]) == ("programme", "total", "on_track")
        )
    expected = "Van {denominator} activiteiten is {activities} groen, dat is {percentage}%."
    assert f"vraag (nieuw): {expected.format(**total)}" in page
    assert "Voorbij" not in page
    assert "Main lessons" not in (public / "sheet.en.html").read_text(encoding="utf-8")
    assert "gesprekken" not in page  # the source is not published


def test_a_word_document_says_the_same_and_what_is_shown_out_does_in_both_forms(written):
    public = written.as_word.folder / "public"
    page = (public / "sheet.nl.html").read_text(encoding="utf-8")
    assert "<p>Wij willen <em>één</em> <strong>vaste naam</strong> in 35.</p>" in page
    assert "<li>&lt;i&gt;</li>" in page
    fonts = fonts_of(PdfReader(public / "sheet.nl.pdf"), ("één", "vaste naam", "Wij willen"))
    assert fonts == ["SourceSans3-It", "SourceSans3-Bold", "SourceSans3-Regular"]
    markdown = (written.as_markdown.folder / "public" / "sheet.nl.html").read_text(encoding="utf-8")
    assert "vaste naam" in lessons_of(markdown)
    assert lessons_of(markdown) == lessons_of(page)


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
def test_a_word_document_that_cannot_be_read_is_reported_by_its_paragraph(
    paragraphs, expected, workspace, capsys
):
    (workspace.editorial / "2021-H1.nl.docx").write_bytes(document(*paragraphs))
    code, output = say(workspace, capsys, "publish", "2021-H1")
    assert code == 2
    assert expected in output


def test_only_one_of_two_files_can_count(workspace, capsys):
    write(workspace, lesson())
    (workspace.editorial / "2021-H1.nl.docx").write_bytes(document())
    code, output = say(workspace, capsys, "publish", "2021-H1")
    assert code == 2
    assert "2021-H1.nl.docx: both exist" in output


def test_an_unknown_placeholder_stops_a_publication_by_name(published_sheet_once, tmp_path, capsys):
    published = Workspace(tmp_path / "work")
    shutil.copytree(published_sheet_once, published.home, symlinks=True)
    write(published, lesson("Van {total.m} en {aanbod.paars}."))
    code, output = say(published, capsys, "publish", "2021-H1", "--yes")
    assert code == 4
    assert "{total.m} in contact; {aanbod.paars} in contact" in output
    assert releases(published) == ["2021-H1.v1"]


def test_a_link_is_not_followed(published, capsys, tmp_path):
    (tmp_path / "elsewhere.md").write_text(lesson())
    (published.editorial / "2021-H1.nl.md").symlink_to(tmp_path / "elsewhere.md")
    code, output = say(published, capsys, "publish", "2021-H1")
    assert code == 2
    assert "cannot be read" in output


@pytest.mark.parametrize(
    "fault", ["editorial", pytest.param("apply_editorial", marks=pytest.mark.prove)]
)
@pytest.mark.prove
def test_killed_and_gone_on_with_it_is_as_without(fault, published):
    write(published, lesson())
    killed = subprocess.run(
        [
            *(sys.executable, "-m", "pow_pipeline.cli.main"),
            *("publish", "2021-H1", "--yes", "--home", published.home),
        ],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command(published, "publish", "2021-H1", "--yes")
    assert len(editorials(published)) == 1
    assert_invariants(published)
