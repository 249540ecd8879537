"""The dashboard in a real browser: safe, for everybody, and with the figures of the databases."""

import sqlite3
from contextlib import closing
from itertools import product

import pytest

from pow_pipeline.publication.dashboard.page import write_dashboard
from pow_pipeline.publication.figures import read_figures
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.language import read_language
from tests.harness.browser import overflow, violations
from tests.harness.builders import drop, form, ingest_at, publish_at
from tests.harness.story import copy_workspace
from tests.publication.dashboard.example_release import DURING, RED, SILENT

LONG = "lang" * 1250
EVIL = {
    "script": "</script><script>alert(1)</script><!--",
    "image": '"><img src=x onerror=alert(1)>',
    "template": "${alert(1)} {0} {{7*7}} {period}",
    "formula": '=HYPERLINK("http://example.org","klik")',
    "turned": "\u202egroen\u2066 \u200fx",
    "emoji": "👩‍🚀 ÿ\u2028x",
    "long": LONG,
}
READY = "html.ready"


def address(release, tier: str = "public", chosen: str = "") -> str:
    return f"{(release / tier / 'dashboard.html').as_uri()}{chosen}"


@pytest.fixture(scope="module")
def evil(template, tmp_path_factory):
    """A release in which one region has an activity with each text as its name."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("evil"))
    rows = [(name, text, "Aanbod", "rood", text) for name, text in EVIL.items()]
    for region in sorted(path.name for path in workspace.inbox.iterdir()):
        drop(workspace, region, form(region, rows=rows) if region == RED else form(region))
    ingest_at(workspace)
    return publish_at(workspace, forms=("sqlite",)).folder


@pytest.mark.parametrize("keys", [tuple(EVIL)[:4], tuple(EVIL)[4:]], ids=" ".join)
def test_names_are_texts_whatever_they_say(keys, evil, programme, open_page, tmp_path):
    texts = [EVIL[key] for key in keys]
    regions, categories = list(programme.regions), list(programme.categories)
    for place, text in enumerate(texts):
        regions[place] = regions[place].model_copy(update={"name": text[:200]})
        categories[place] = categories[place].model_copy(update={"label": {"nl": text[:200]}})
    write_dashboard(
        read_figures(evil / "restricted" / "pow.duckdb", "2021-H1")[None],
        evil / "restricted" / "pow.duckdb",
        tmp_path,
        plan=ReleasePlan(programme.code, "2021-H1", 1, 9, "figures", DURING.date()),
        programme=programme.model_copy(
            update={"regions": tuple(regions), "categories": tuple(categories)}
        ),
        language=read_language("nl"),
        names_activities=True,
    )
    page = open_page(f"{(tmp_path / 'dashboard.html').as_uri()}#region={RED}", width=360)
    page.wait_for_selector(READY)
    with closing(sqlite3.connect(evil / "restricted" / "pow.sqlite")) as connection:
        query = "SELECT activity_id, activity_name FROM activity_history"
        stored = dict(connection.execute(query).fetchall())
    names = page.locator("#activities-table tbody th").all_text_contents()
    assert {stored[key] for key in keys} <= set(names)
    labels = page.locator("#distribution-table tbody th").all_text_contents()
    assert {text[:200] for text in texts} <= set(labels)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 8
    assert overflow(page) == 0


STATES = tuple(product(("light", "dark"), ("", SILENT, RED), (360, 1200)))
# Each scheme, tier, region and width in a state of the short run.
IN_SHORT = {
    "public": (("light", SILENT, 1200), ("dark", "", 360)),
    "restricted": (("light", RED, 360), ("dark", RED, 1200)),
}


@pytest.mark.parametrize(
    ("tier", "states"),
    [
        *(pytest.param(tier, states, id=tier) for tier, states in IN_SHORT.items()),
        *(
            pytest.param(tier, STATES, id=f"all {tier}", marks=pytest.mark.prove)
            for tier in IN_SHORT
        ),
    ],
)
def test_everybody_can_use_it(tier, states, release, open_page):
    page = open_page(address(release, tier), width=360)
    page.wait_for_selector(READY)
    page.click("#sql-run")
    for scheme, region, width in states:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.select_option("#choose-region", region)
        assert violations(page) == [], (scheme, region, width)
        assert overflow(page) == 0, (scheme, region, width)


def test_with_scripts_off_the_tables_are_there(release, open_page):
    page = open_page(address(release), width=360, scripts=False)
    for name in ("distribution", "overview", "coverage"):
        assert page.locator(f"#{name}-table").is_visible()
    assert "Scripts staan uit" in page.locator("noscript").inner_text()
    assert not page.locator("#choose-region").is_visible()
    assert overflow(page) == 0


def test_the_first_table_is_on_screen_within_a_second(release, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    (painted,) = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime)"
    )
    print(
        f"\nfirst paint after {painted:.0f} ms, {page.evaluate('performance.now()'):.0f} ms in all"
    )
    assert painted < 1000


def shown(page, table: str) -> list[list[str]]:
    rows = page.locator(f"#{table}-table tbody tr")
    return [row.locator("th, td").all_text_contents() for row in rows.all()]


def test_what_is_chosen_gives_the_figures_of_the_database(release, ask, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    for region, period in ((RED, "2021-H1"), ("AM13", "2020-H2"), (SILENT, "2021-H1")):
        page.select_option("#choose-region", region)
        page.select_option("#choose-period", period)
        figures = ask(
            "SELECT activities, denominator, percentage FROM summary.status_distribution "
            "WHERE region_code = ? AND period = ? AND category = 'total' "
            "ORDER BY list_position(['on_track', 'behind', 'off_track'], status)",
            region,
            period,
        )
        total = shown(page, "distribution")[0]
        whole = figures[0][1]
        expected = [f"{share}%" if whole else "geen" for *_, share in figures]
        assert total[1:] == [*expected, str(whole)]
    assert page.locator("#choose-region").input_value() in page.url


def test_the_address_keeps_a_choice_and_what_it_cannot_be_is_left(release, open_page):
    page = open_page(address(release, chosen=f"#region={RED}&category=vraag&period=1999-H1"))
    page.wait_for_selector(READY)
    assert [page.input_value(f"#choose-{name}") for name in ("region", "category", "period")] == [
        RED,
        "vraag",
        "2021-H1",
    ]
    page.click("#choose-all")
    assert page.input_value("#choose-region") == ""


def test_charts_and_tables_choose_as_well(release, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    page.click("#distribution-chart .mark-rect path >> nth=3", position={"x": 6, "y": 6})
    assert page.input_value("#choose-category") == "aanbod"
    page.click("#trend-chart svg text:text-is('●') >> nth=0")
    assert page.input_value("#choose-period") == "2020-H2"
    name = page.locator("#regions-table button.link >> nth=4").inner_text()
    page.click("#regions-table button.link >> nth=4")
    assert name in page.inner_text("#shown")


def test_transitions_are_those_of_the_database(release, ask, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    rows = ask(
        "SELECT direction, sum(activities) FROM summary.status_transition WHERE period = '2021-H1' "
        "AND scope = 'programme' AND category = 'total' AND movement = 'within' GROUP BY ALL"
    )
    counts = dict(rows)
    text = page.inner_text("#transitions-said")
    assert f"Van de {sum(counts.values())} activiteiten" in text
    assert f"gingen er {counts['improved']} vooruit en {counts['worsened']} achteruit" in text
    cells = [cell for row in shown(page, "transitions") for cell in row[1:]]
    sums = dict.fromkeys("↑↓=", 0)
    for cell in cells:
        sign, _, count = cell.partition(" ")
        if sign in sums:
            sums[sign] += int(count)
    assert sums == {
        "↑": counts["improved"],
        "↓": counts["worsened"],
        "=": counts["unchanged"],
    }


def test_a_table_is_searched_filtered_and_sorted(release, ask, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    page.fill("#regions-search", "midden")
    names = [row[0] for row in shown(page, "regions")]
    assert names
    assert all("midden" in name.casefold() for name in names)
    page.fill("#regions-search", "")
    page.select_option("#regions-report", "niet ontvangen")
    assert len(shown(page, "regions")) == 1
    page.select_option("#regions-report", "")
    page.click("#regions-table thead button >> nth=4")
    shares = [int(row[4][:-1]) for row in shown(page, "regions") if row[4].endswith("%")]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) > 1
    header = page.locator("#regions-table thead th >> nth=4")
    assert header.get_attribute("aria-sort") == "descending"


def test_activities_are_searched_where_they_may_be_named(release, ask, open_page):
    page = open_page(address(release, "restricted", f"#region={RED}"))
    page.wait_for_selector(READY)
    page.select_option("#activities-state", "■ blijft achter")
    names = ask(
        "SELECT activity_name FROM summary.activity_history WHERE period = '2021-H1' "
        "AND region_code = ? AND state = 'off_track'",
        RED,
        tier="restricted",
    )
    assert sorted(row[0] for row in shown(page, "activities")) == sorted(name for (name,) in names)
    page.fill("#activities-search", f"{RED} activiteit 1")
    assert shown(page, "activities")[0][:2] == [f"{RED} activiteit 1", "1"]
    assert page.locator("#activities-list").count() == 1


def as_shown(cell) -> str:
    if cell is None:
        return "–"
    return str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)


def test_the_sql_panel_answers_as_the_database_does(release, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    questions = page.locator("#sql-saved option").count()
    assert questions == 6
    for place in range(questions):
        page.select_option("#sql-saved", str(place))
        page.click("#sql-run")
        rows = shown(page, "sql")
        with closing(sqlite3.connect(release / "public" / "pow.sqlite")) as connection:
            expected = connection.execute(page.input_value("#sql-text")).fetchall()
        assert rows == [[as_shown(cell) for cell in row] for row in expected[:50]], place
        assert f"{len(expected)} rijen" in page.inner_text("#sql-said"), place


def test_a_question_of_ones_own_may_fail_and_harms_nothing(release, ask, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    page.fill("#sql-text", "SELECT nonsense FROM nowhere")
    page.click("#sql-run")
    assert page.inner_text("#sql-said") == "Dat is niet gelukt: no such table: nowhere"
    page.fill("#sql-text", "DROP TABLE status_distribution; SELECT 1 AS one")
    page.press("#sql-text", "Control+Enter")
    assert shown(page, "sql") == [["1"]]
    page.select_option("#choose-region", RED)
    assert shown(page, "distribution")[0][1].endswith("%")


def test_all_figures_can_be_read(release, ask, open_page):
    page = open_page(address(release))
    page.wait_for_selector(READY)
    page.check("#figures-all")
    page.select_option("#figures-which", "trend_part")
    ((count,),) = ask("SELECT count(*) FROM summary.trend_part")
    assert page.inner_text("#figures-list .found").endswith(
        f"van {count:,} rijen".replace(",", ".")
    )
    for _ in range(2):
        page.click("#figures-list > button")
    assert len(shown(page, "figures")) == 150
