"""The page of each region: its own figures next to the country's, and nothing of another region."""

import html
import json
import re
from pathlib import Path

import duckdb
import pytest
from pypdf import PdfReader

from pow_pipeline.workspace import Workspace
from tests.harness.builders import command
from tests.publication.fixtures import FEW
from tests.publication.regions.example_release import (
    ASKED,
    EXEMPT,
    EXTENDED,
    GONE,
    LATER,
    REJECTED,
    SILENT,
    rows_of,
)
from tests.publication.sheet.example_figures import table_of, text_of
from tests.publication.sheet.test_sheet_forms import scope_of, structure

LANGUAGES = ("nl", "en")
ORDINARY = "AM12"
NAME = re.compile(r"AM\d\d werk \d+|Uitleg van AM\d\d bij \d+")
MINIMUM = 10


@pytest.fixture(name="pages")
def _pages(regional) -> Path:
    return regional / "restricted" / "regions"


def ask(pages: Path, query: str, *values: str) -> list[tuple]:
    with duckdb.connect(pages.parent / "pow.duckdb", read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def page_of(pages: Path, region: str, language: str = "nl") -> str:
    return (pages / f"{region}.{language}.html").read_text(encoding="utf-8")


def shown_on(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])).split())


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table by its caption."""
    parts = re.findall(r"<caption><span>(.*?)</span></caption>(.*?)</table>", page, re.DOTALL)
    return {caption: table_of(rows) for caption, rows in parts}


def share(count: int, whole: int) -> str:
    """Return a share as a page shows it, told apart from its code."""
    if whole == 0:
        return "geen"
    if whole < MINIMUM:
        return f"{count} van {whole}"
    percentage = (200 * count + whole) // (2 * whole)
    if (percentage, count > 0) == (0, True):
        return "minder dan 1%"
    return "meer dan 99%" if percentage == 100 and count < whole else f"{percentage}%"


def counts_of(pages: Path, region: str | None, period: str) -> dict[str, list[int]]:
    """Return how many activities have each status of the scale, by category, counted one by one."""
    rows = ask(
        pages,
        """
        SELECT category, state, region_code FROM summary.activity_history
        WHERE period = ? AND state IN ('on_track', 'behind', 'off_track')
        """,
        period,
    )
    counts = {name: [0, 0, 0] for name in ("total", "aanbod", "vraag", "route", "scholing")}
    for category, state, code in rows:
        for name in ("total", category):
            place = ("on_track", "behind", "off_track").index(state)
            counts[name][place] += region in (None, code)
    return counts


def test_each_region_has_a_page_in_both_forms_and_each_language(pages):
    regions = [code for (code,) in ask(pages, "SELECT DISTINCT code FROM reference.region")]
    names = {f"{region}.{language}.{form}" for region in regions for language in LANGUAGES
             for form in ("html", "pdf")}  # fmt: skip
    assert len(names) == 4 * len(FEW)
    assert {path.name for path in pages.iterdir()} == names | {"index.html", "fonts.css"}
    links = re.findall(r'href="([^"]+)"', (pages / "index.html").read_text(encoding="utf-8"))
    assert sorted(links) == sorted([*names, "fonts.css"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_names_every_activity_of_its_region_and_none_of_another(language, pages):
    for path in sorted(pages.glob(f"*.{language}.html")):
        region = path.name.partition(".")[0]
        names = set(NAME.findall(path.read_text(encoding="utf-8")))
        assert all(region in name for name in names)
        own = {name for _, name, *_ in rows_of(region, "2021-H2")}
        assert names.isdisjoint(own) if region == GONE else own <= names


@pytest.mark.parametrize("region", [ORDINARY, ASKED, SILENT])
def test_a_document_names_no_activity_of_another_region(region, pages):
    text = text_of(PdfReader(pages / f"{region}.nl.pdf").pages)
    names = set(NAME.findall(text))
    assert {name for _, name, *_ in rows_of(region, "2021-H2")} <= names
    assert all(region in name for name in names)


@pytest.mark.parametrize("region", [ORDINARY, LATER, SILENT, EXEMPT])
def test_its_distribution_is_what_can_be_counted_next_to_the_country(region, pages):
    tables = tables_of(page_of(pages, region))
    head, *rows = tables["Stand van de lopende activiteiten, naast die van alle regio&#39;s samen"]
    assert head[1::2] == ["● loopt naar wens", "▲ nog niet (helemaal) zoals verwacht",
                          "■ blijft achter", "Aantal"]  # fmt: skip
    own, country = counts_of(pages, region, "2021-H2"), counts_of(pages, None, "2021-H2")
    for row, category in zip(rows, own, strict=True):
        both = [own[category], country[category]]
        expected = [share(each[place], sum(each)) for place in range(3) for each in both]
        assert row[1:] == [*expected, *(str(sum(each)) for each in both)]


def test_a_region_that_is_gone_has_what_there_was(pages):
    page = page_of(pages, GONE)
    (rows,) = tables_of(page).values()
    before = counts_of(pages, GONE, "2021-H1")["total"]
    assert (rows[1][1], rows[1][5]) == (share(before[0], sum(before)), str(sum(before)))
    assert rows[2][1::2] == ["–", "–", "–"]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == ["In het kort", "Verloop over de perioden"]


@pytest.mark.parametrize("region", [ORDINARY, SILENT])
def test_its_trend_is_what_can_be_counted_next_to_the_country(region, pages):
    rows = tables_of(page_of(pages, region))[
        "Dezelfde aandelen, naast die van alle regio&#39;s samen"
    ]
    for row, period in zip(rows[1:], ("2021-H1", "2021-H2"), strict=True):
        both = [counts_of(pages, each, period)["total"] for each in (region, None)]
        expected = [share(each[place], sum(each)) for place in (0, 2) for each in both]
        assert row[1:] == [*expected, *(str(sum(each)) for each in both)]


@pytest.mark.parametrize("region", [ORDINARY, ASKED, SILENT])
def test_each_activity_has_its_run_and_what_it_was_before(region, pages):
    states = {
        "on_track": "● loopt naar wens",
        "behind": "▲ nog niet (helemaal) zoals verwacht",
        "off_track": "■ blijft achter",
        "finished": "✓ afgerond",
        "not_received": "– niet ontvangen",
    }
    rows = ask(
        pages,
        """
        SELECT now.activity_id, now.activity_name, now.state, now.run, before.state
        FROM summary.activity_history AS now
        LEFT JOIN summary.activity_history AS before
            ON before.activity_id = now.activity_id AND before.period = '2021-H1'
        WHERE now.period = '2021-H2' AND now.region_code = ?
        """,
        region,
    )
    shown = tables_of(page_of(pages, region))["Elke activiteit met haar status"][1:]
    expected = {
        f"{key} {name}": [states[state], str(run), states[before]]
        for key, name, state, run, before in rows
    }
    assert {row[0]: row[2:5] for row in shown} == expected
    content = {key: text for key, *_, text in rows_of(region, "2021-H2")}
    if region == ORDINARY:
        assert {run for _, run, _ in expected.values()} == {"1", "2"}
        assert {row[0].partition(" ")[0]: row[5] for row in shown} == content
    if region == SILENT:
        assert {row[5] for row in shown} == {"–"}


def test_open_queries_are_asked_with_what_to_do(pages):
    ((number,),) = ask(
        pages,
        "SELECT open_queries FROM summary.reporting_rate WHERE period = '2021-H2' "
        "AND region_code = ?",
        ASKED,
    )
    assert number > 0
    page = page_of(pages, ASKED)
    assert f"<dt>Open vragen</dt><dd>{number}</dd>" in page
    rows = tables_of(page)["Wat nog open staat over de rapportage die meetelt"]
    assert any(f"{ASKED} werk 2" in row[1] for row in rows[1:])
    assert all(len(row[3]) > 20 for row in rows[1:])


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (ORDINARY, "Ontvangen 10-01-2022 (versie 1) Op tijd ja"),
        (ASKED, "Ontvangen 10-01-2022 (versie 2) Op tijd ja"),
        (LATER, "Uiterste datum 31-01-2022 Ontvangen 10-02-2022 (versie 1) Op tijd nee"),
        (EXTENDED, "Uiterste datum 15-02-2022 (uitstel gegeven) Ontvangen 10-02-2022 (versie 1)"),
        (EXTENDED, "Op tijd ja"),
        (SILENT, "is voor tweede halfjaar 2021 nog geen rapportage die meetelt."),
        (SILENT, "Ontvangen nog niet Bekende activiteiten"),
        (REJECTED, "wel een bestand ontvangen, maar nog geen rapportage die meetelt."),
        (EXEMPT, "Deze regio hoeft over tweede halfjaar 2021 niet te rapporteren."),
        (SILENT, "Er staan geen vragen open."),
        (
            GONE,
            "Deze regio hoort in tweede halfjaar 2021 niet meer bij de regio's die rapporteren.",
        ),
    ],
)
def test_it_says_what_became_of_the_report(region, expected, pages):
    assert expected in shown_on(page_of(pages, region))


def test_the_index_has_the_numbers_of_each_region(pages):
    (rows,) = tables_of((pages / "index.html").read_text(encoding="utf-8")).values()
    by_region = {re.findall(r"\((AM\d\d)\)", row[0])[0]: row for row in rows[1:]}
    assert len(by_region) == len(FEW)
    outcomes = {region: by_region[region][1] for region in (ORDINARY, LATER, SILENT, EXEMPT)}
    assert by_region.pop(GONE)[1:-1] == ["Niet meer verwacht", "–", "–", "–", "–", "–"]
    assert outcomes == {
        ORDINARY: "Op tijd", LATER: "Later", SILENT: "Ontbreekt", EXEMPT: "Vrijgesteld",
    }  # fmt: skip
    for region, row in by_region.items():
        counts = counts_of(pages, region, "2021-H2")["total"]
        assert row[3:6] == [str(count) for count in counts]
        assert int(row[2]) == len(rows_of(region, "2021-H2"))


@pytest.mark.parametrize("region", [ORDINARY, SILENT])
def test_the_document_is_tagged_and_says_the_same_in_the_same_order(region, pages):
    reader = PdfReader(pages / f"{region}.nl.pdf")
    page = page_of(pages, region)
    result = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in result
    assert "<pdfaid:part>2</pdfaid:part>" in result
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in result
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert [each.title for each in reader.outline] == re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    found = structure(reader)
    roles = [element["/S"] for element, _ in found]
    assert roles.count("/Table") == page.count("<table>")
    figures = [element for element, _ in found if element["/S"] == "/Figure"]
    assert len(figures) == page.count("<figure>")
    assert all("loopt naar wens" in element["/Alt"] for element in figures)
    heads = [element for element, above in found if element["/S"] == "/TH" and "/THead" in above]
    assert {scope_of(element) for element in heads} == {"/Column"}
    text = text_of(reader.pages)
    for row in tables_of(page)["Elke activiteit met haar status"][1:]:
        assert row[0].replace(" ", "") in text.replace(" ", "")


def test_nothing_of_it_is_public(regional):
    public = {path.name for path in (regional / "public").rglob("*")}
    assert not public & {"regions", f"{ORDINARY}.nl.html"}


def test_pages_are_made_again_to_the_byte(regional, tmp_path):
    workspace = Workspace(regional.parents[2])
    payload = json.loads((regional / "public" / "manifest.json").read_bytes())
    period, as_of, issued = payload["period"], str(payload["as_of"]), payload["issued"]
    again = tmp_path / "again"
    command(workspace, "publish", period, "--as-of", as_of, "--issued", issued, "-o", str(again))
    pages = sorted((regional / "restricted" / "regions").iterdir())
    assert len(pages) > 2 * len(FEW)
    for page in pages:
        assert (again / "restricted" / "regions" / page.name).read_bytes() == page.read_bytes()
