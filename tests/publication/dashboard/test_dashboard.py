"""The dashboard as a file: what it carries, what it says without scripts, what it may do."""

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest

import pow_pipeline.publication
from pow_pipeline.publication.dashboard.page import write_dashboard
from pow_pipeline.publication.dashboard.questions import saved_questions
from pow_pipeline.publication.figures import read_figures
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.language import read_language
from tests.project.test_analysis import ASKED
from tests.publication.dashboard.example_release import DURING

VENDOR = Path(pow_pipeline.publication.__file__).parent / "vendor"
MOST_BYTES = 3_000_000


class Page(HTMLParser):
    """What elements a page has, and the texts of its tables."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headers: list[dict] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._cell = None
        self.feed(content)

    def handle_starttag(self, tag, attrs) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag == "table":
            self._rows = self.tables[dict(attrs)["id"]] = []
        if tag == "tr":
            self._rows.append([])
        if tag == "th":
            self.headers.append(dict(attrs))
        if tag in ("th", "td"):
            self._cell = ""

    def handle_endtag(self, tag) -> None:
        if tag in ("th", "td"):
            self._rows[-1].append(" ".join(self._cell.split()))
            self._cell = None

    def handle_data(self, data) -> None:
        if self._cell is not None:
            self._cell += data


def test_it_is_one_page_that_needs_nothing_else(tier, release):
    path = release / tier / "dashboard.html"
    page = Page(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < MOST_BYTES
    assert [value for name, value in page.attributes if name in ("src", "href")] == [
        "data:,",
        "#distribution",
    ]
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    (policy,) = (
        value for _, value in page.attributes if value and value.startswith("default-src 'none'")
    )
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert set(re.findall(r"img-src ([^;]+)|connect-src", policy)) == {"data:"}
    assert page.names.count("caption") == page.names.count("table")
    assert all(header["scope"] in ("col", "row") for header in page.headers)


def test_both_are_named_in_the_manifest(tier, release):
    files = json.loads((release / "public" / "manifest.json").read_bytes())["files"]
    assert f"{tier}/dashboard.html" in files
    assert f"{tier}/pow.sqlite" in files


def test_without_scripts_the_tables_hold_the_figures(release, ask):
    page = Page((release / "public" / "dashboard.html").read_text(encoding="utf-8"))
    header, total, *rest = page.tables["distribution-table"]
    assert header[1] == "● loopt naar wens"
    shares = ask(
        "SELECT percentage FROM summary.status_distribution WHERE period = '2021-H1' "
        "AND scope = 'programme' AND category = 'total' "
        "ORDER BY list_position(['on_track', 'behind', 'off_track'], status)"
    )
    assert total[1:-1] == [f"{percentage}%" for (percentage,) in shares]
    assert [row[0] for row in rest] == ["Aanbod", "Vraag", "Route", "Scholing"]
    known = ask(
        "SELECT known FROM summary.activity_overview WHERE period = '2021-H1' "
        "AND scope = 'programme' AND category = 'total'"
    )
    assert page.tables["overview-table"][1][-1] == str(known[0][0])
    assert page.tables["coverage-table"][1:] == [
        ["tweede halfjaar 2020", "35", "0", "34", "0", "1"],
        ["eerste halfjaar 2021", "35", "0", "34", "0", "1"],
    ]


def test_the_same_figures_give_the_same_bytes(tier, release, programme, tmp_path):
    plan = ReleasePlan(programme.code, "2021-H1", 1, 9, "figures", DURING.date())
    content = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        write_dashboard(
            read_figures(release / tier / "pow.duckdb", "2021-H1")[None],
            release / tier / "pow.duckdb",
            folder,
            plan=plan,
            programme=programme,
            language=read_language("nl"),
            names_activities=tier == "restricted",
        )
        content.append((folder / "dashboard.html").read_bytes())
    assert content[0] == content[1]


def test_the_public_file_names_no_activity(release):
    content = (release / "public" / "pow.sqlite").read_bytes()
    assert b"activiteit 1" not in content
    assert b"activiteit 1" in (release / "restricted" / "pow.sqlite").read_bytes()


def test_what_others_made_is_unchanged_and_has_its_licence():
    listed = re.findall(
        r"^\| `(.+?)` \|.+?`(\S+\.LICENSE)` \| `(\w{64})` \|$",
        (VENDOR / "README.md").read_text(),
        re.MULTILINE,
    )
    for name, licence, digest in listed:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
        assert "Copyright" in (VENDOR / licence).read_text()
    files = {path.name for path in VENDOR.iterdir() if path.suffix in (".js", ".wasm")}
    assert files == {name for name, _, _ in listed}


NAMED = {  # what an answer of docs/analysis.md calls otherwise than the tables alone can
    "3": lambda row: (*row[:2], ", ".join(row[2])),
    "9": lambda row: (
        row[0],
        row[1].isoformat(),
        *row[2:4],
        json.dumps(row[4], ensure_ascii=False),
    ),
}


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "5", "7", "8", "9", "10"])
def test_a_saved_question_is_answered_as_in_the_analysis(number, release, programme, ask):
    tables = PUBLISHED_SUMMARIES
    more = ("activity_history", "submission_outcomes", "finding_summary")
    saved = saved_questions(programme, read_language("nl"), (*tables, *more))
    (sql,) = (each["sql"] for each in saved if each["number"] == number)
    (query,) = (query for each, _, query in ASKED if each == number)
    expected = ask(query, tier="restricted")
    with closing(sqlite3.connect(release / "restricted" / "pow.sqlite")) as connection:
        found = connection.execute(sql).fetchall()
    assert expected
    as_published = [NAMED.get(number, tuple)(row) for row in expected]
    assert sorted(map(str, found)) == sorted(map(str, as_published))


def test_the_public_page_asks_only_what_its_tables_can_answer(programme, release):
    saved = saved_questions(programme, read_language("nl"), PUBLISHED_SUMMARIES)
    assert [each["number"] for each in saved] == ["1", "2", "3", "4", "7", "8"]
    with closing(sqlite3.connect(release / "public" / "pow.sqlite")) as connection:
        for each in saved:
            assert connection.execute(each["sql"]).fetchall()
