"""The sheet: the table in Dutch, with words instead of percentages where there are few."""

from datetime import UTC, datetime

from building import NOW, drop, form, ingest_at, publish_at, send, send_counts, send_one_each
from telling import table_of
from test_publish import regional_counts


def sheet_of(workspace) -> str:
    return (publish_at(workspace).folder / "public" / "sheet.nl.html").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_sheet(workspace):
    send_counts(workspace, regional_counts())
    page = sheet_of(workspace)
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


def test_few_activities_are_told_in_numbers_and_none_in_words(workspace):
    send_one_each(workspace, 34)
    send(workspace, "AM38", form("AM38", rows=[("1", "x", "Vraag", "rood", "y")]), NOW)
    rows = {row[0]: row[1:] for row in table_of(sheet_of(workspace))}
    assert rows["Aanbod"] == ["100%", "0%", "0%", "34"]
    assert rows["Vraag"] == ["0 van 1", "0 van 1", "1 van 1", "1"]
    assert rows["Route"] == ["geen", "geen", "geen", "0"]


def test_regions_that_are_silent_are_named(workspace):
    send_one_each(workspace, 34)
    assert "Nog geen rapportage die meetelt: FoodValley (AM38)." in sheet_of(workspace)


def test_what_rounds_to_none_or_all_is_told_as_it_is(workspace):
    counts = {"AM01": [("Aanbod", "groen")] * 300 + [("Aanbod", "rood")]}
    codes = sorted(path.name for path in workspace.inbox.iterdir())
    counts |= {region: [("Vraag", "groen")] for region in codes[1:]}
    send_counts(workspace, counts)
    rows = {row[0]: row[1:] for row in table_of(sheet_of(workspace))}
    assert rows["Aanbod"] == ["meer dan 99%", "0%", "minder dan 1%", "301"]
    assert rows["Vraag"] == ["100%", "0%", "0%", "34"]


def test_without_anything_missing_no_bounds_are_told(workspace):
    send_counts(workspace, regional_counts())
    assert "Laagst mogelijk" not in (page := sheet_of(workspace))
    assert "niet bekend" not in page


def test_a_region_never_heard_of_leaves_the_bounds_open(workspace):
    send_one_each(workspace, 34)
    assert "Daarom is niet te zeggen tussen welke grenzen" in sheet_of(workspace)


def test_the_bounds_are_told_with_their_condition(workspace):
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
    page = sheet_of(workspace)
    assert (
        "34 van de 35 regio&#39;s rapporteerden; telden hoogstens 2 ontbrekende activiteiten mee, "
        "dan lag het aandeel “loopt naar wens” tussen 94% en 100%." in page
    )
    assert ["● loopt naar wens", "100%", "94%", "100%"] in table_of(page)
