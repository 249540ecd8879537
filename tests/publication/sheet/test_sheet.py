"""The sheet: the table in Dutch, with words instead of percentages where there are few."""

from datetime import UTC, datetime

import pytest

from tests.harness.builders import NOW, drop, form, ingest_at, publish_at, send, send_counts
from tests.harness.story import copy_workspace
from tests.publication.sheet.example_figures import table_of


def sheet_of(release) -> str:
    return (release / "public" / "sheet.nl.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def all_but_one(template, tmp_path_factory) -> str:
    """The sheet of a period in which one region is silent, and was never heard of before.

    Of the others 33 report one activity for Aanbod, the last one reports one for Vraag, and the
    first one 301 for Scholing as well.
    """
    workspace = copy_workspace(template, tmp_path_factory.mktemp("all_but_one"))
    codes = sorted(path.name for path in workspace.inbox.iterdir())
    counts = {region: [("Aanbod", "groen")] for region in codes[:33]}
    counts["AM01"] += [("Scholing", "groen")] * 300 + [("Scholing", "rood")]
    send_counts(workspace, counts)
    send(workspace, "AM37", form("AM37", rows=[("1", "x", "Vraag", "rood", "y")]), NOW)
    return sheet_of(publish_at(workspace, forms=("sheet",)).folder)


def test_the_table_is_that_of_the_sheet(of_the_sheet):
    page = sheet_of(of_the_sheet)
    assert table_of(page)[:6] == [
        [
            "Categorie",
            "● loopt naar wens",
            "▲ nog niet (helemaal) zoals verwacht",
            "■ blijft achter",
            "Aantal",
        ],
        ["Totaal van activiteiten", "49%", "44%", "7%", "840"],
        ["Aanbod", "57%", "38%", "5%", "268"],
        ["Vraag", "43%", "50%", "7%", "187"],
        ["Route", "46%", "47%", "8%", "294"],
        ["Scholing", "52%", "44%", "4%", "91"],
    ]
    for text in (
        "<title>Periodieke sheet Perspectief op Werk: eerste halfjaar 2021</title>",
        "<dt>Peildatum</dt><dd>30-06-2021</dd>",
        "<dt>Uitgegeven</dt><dd>10-07-2021</dd>",
        "<dt>Volgende uitgave</dt><dd>15-03-2022</dd>",
        "<dt>Uitgave</dt><dd>2021-H1.v1</dd>",
        "<dt>Cijfers</dt><dd>voorlopig</dd>",
        "Van de 840 lopende activiteiten waarvan de voortgang is gemeld, loopt 49% naar wens, ",
        ", 44% nog niet (helemaal) zoals verwacht en blijft 7% achter.",
        "35 van de 35 regio&#39;s rapporteerden.",
        "Daarom kan een rij optellen tot 99 of 101.",
        "Dit is de eerste uitgave over deze periode.",
        "#00735F",
    ):
        assert text in page


def test_without_anything_missing_no_bounds_are_reported(of_the_sheet):
    assert "Laagst mogelijk" not in (page := sheet_of(of_the_sheet))
    assert "niet bekend" not in page


def test_few_activities_are_reported_in_numbers_and_none_in_words(all_but_one):
    rows = {row[0]: row[1:] for row in table_of(all_but_one)}
    assert rows["Aanbod"] == ["100%", "0%", "0%", "33"]
    assert rows["Vraag"] == ["0 van 1", "0 van 1", "1 van 1", "1"]
    assert rows["Route"] == ["geen", "geen", "geen", "0"]


def test_regions_that_are_silent_are_named(all_but_one):
    assert "Nog geen rapportage die meetelt: FoodValley (AM38)." in all_but_one


def test_a_region_never_heard_of_leaves_the_bounds_open(all_but_one):
    assert "Daarom is niet te zeggen tussen welke grenzen" in all_but_one


def test_what_rounds_to_none_or_all_is_reported_as_it_is(all_but_one):
    rows = {row[0]: row[1:] for row in table_of(all_but_one)}
    assert rows["Scholing"] == ["meer dan 99%", "0%", "minder dan 1%", "301"]
    assert rows["Aanbod"] == ["100%", "0%", "0%", "33"]


def test_the_bounds_are_reported_with_their_condition(workspace):
    """34 of 35 green, one red; of 35 known before, FoodValley's two are missing."""
    for period, now, regions in (
        ("2020-H2", datetime(2021, 1, 10, tzinfo=UTC), 35),
        ("2021-H1", NOW, 34),
    ):
        codes = sorted(path.name for path in workspace.inbox.iterdir())[:regions]
        for region in codes:
            rows = [("1", "x", "Vraag", "groen")]
            rows += [("2", "y", "Vraag", "rood", "Het is nog niet af.")] if region == "AM38" else []
            drop(workspace, region, form(region, period, rows))
        ingest_at(workspace, now)
    page = sheet_of(publish_at(workspace, forms=("sheet",)).folder)
    assert (
        "34 van de 35 regio&#39;s rapporteerden; telden hoogstens 2 ontbrekende activiteiten mee, "
        "dan lag het aandeel “loopt naar wens” tussen 94% en 100%." in page
    )
    assert ["● loopt naar wens", "100%", "94%", "100%"] in table_of(page)
