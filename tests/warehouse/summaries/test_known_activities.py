"""What is known of a region when a form is made: of what counts, before the period and about it."""

from datetime import UTC, date, datetime

import pytest

from pow_pipeline.model.regions import Known
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from tests.harness.builders import HEADER, command, form, send, table, workbook
from tests.harness.story import copy_workspace

MOMENTS = {
    "2020-H1": datetime(2020, 7, 10, 9, tzinfo=UTC),
    "2020-H2": datetime(2021, 1, 10, 9, tzinfo=UTC),
    "2021-H1": datetime(2021, 7, 10, 9, tzinfo=UTC),
}


def report(workspace, period, text, region="AM12"):
    content = form(region, period, table(text))
    assert send(workspace, region, content, MOMENTS[period], f"{period}.xlsx") == "accepted"


def known(workspace, period, region="AM12"):
    """Return a line for each activity that a form about a period would hold."""
    found = known_of_regions(workspace.warehouse, period).get(region)
    return found and [
        f"{each.activity_id} {each.category}: {each.previous_status} > {each.status}"
        for each in found.activities
    ]


@pytest.fixture(scope="module")
def reported_once(template, tmp_path_factory):
    workspace = copy_workspace(template, tmp_path_factory.mktemp("reported"))
    report(
        workspace,
        "2020-H1",
        """
        10 | Jobhunters | Vraag  | rood     | De zaal is dicht.
        2  | Banenmarkt | Vraag  | groen    |
        3  | Taalles    | Aanbod | afgerond |
        4  | Sollicitatiecursus | Route | groen |
        """,
    )
    report(
        workspace,
        "2020-H2",
        """
        10 | Jobhunters Midden | Vraag | oranje | De zaal is weer open.
        2  | Banenmarkt        | Vraag | gestopt |
        """,
    )
    return workspace


@pytest.fixture
def reported(reported_once, tmp_path):
    return copy_workspace(reported_once.home, tmp_path)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2019-H2", None),
        (  # reported: as it was
            "2020-H1",
            [
                "3 aanbod:  > finished",
                "2 vraag:  > on_track",
                "10 vraag:  > off_track",
                "4 route:  > on_track",
            ],
        ),
        (  # reported: as it was, with what was left out and had not ended
            "2020-H2",
            ["2 vraag: on_track > stopped", "10 vraag: off_track > behind", "4 route: on_track > "],
        ),
        ("2021-H1", ["10 vraag: behind > ", "4 route: on_track > "]),
    ],
)
def test_known_is_what_was_reported_and_what_has_not_ended(period, expected, reported):
    assert known(reported, period) == expected


def test_what_was_last_stated_counts(reported):
    (first, _) = known_of_regions(reported.warehouse, "2021-H1")["AM12"].activities
    assert (first.activity_name, first.previous_explanation, first.explanation) == (
        "Jobhunters Midden",
        "De zaal is weer open.",
        "",
    )


def test_what_was_withdrawn_is_not_known(reported):
    command(reported, "decide", "withdraw", "AM12", "2020-H2", "--why", "x")
    assert known(reported, "2021-H1") == [
        "2 vraag: on_track > ",
        "10 vraag: off_track > ",
        "4 route: on_track > ",
    ]


def test_the_latest_version_counts_and_case_of_an_id_does_not(workspace):
    report(workspace, "2020-H2", "a1 | Jobhunters | Vraag | groen |")
    report(workspace, "2020-H2", "A1 | Jobhunters | Vraag | nog niet gestart |")
    report(workspace, "2021-H1", "a1 | Jobhunters | Vraag | groen |")
    assert known(workspace, "2021-H1") == ["a1 vraag: not_started > on_track"]


def test_activities_are_known_by_region(reported):
    report(reported, "2020-H2", "1 | Markt | Route | groen |", region="AM13")
    found = known_of_regions(reported.warehouse, "2021-H1")
    assert sorted(found) == ["AM12", "AM13"]
    assert known(reported, "2021-H1", "AM13") == ["1 route: on_track > "]


def declare(workspace, period, *categories):
    rows = [("1", "Jobhunters", "Aanbod", "groen", "")]
    rows += [("", "geen activiteiten", category, "", "") for category in categories]
    cells = [("Regio", "AM12"), ("Periode", period), (), HEADER, *rows]
    content = workbook(cells)
    assert send(workspace, "AM12", content, MOMENTS[period], f"{period}.xlsx") == "accepted"


def test_declared_empty_is_what_the_last_report_declares(workspace):
    declare(workspace, "2020-H1", "Vraag", "Route")
    declare(workspace, "2020-H2")
    declare(workspace, "2021-H1", "Route", "Vraag")
    declare(workspace, "2021-H1", "SCHOLING")
    for period, expected in {
        "2020-H1": ("route", "vraag"),
        "2020-H2": (),
        "2021-H1": ("scholing",),
    }.items():
        assert known_of_regions(workspace.warehouse, period)["AM12"].declared_empty == expected
    command(workspace, "decide", "withdraw", "AM12", "2021-H1", "--all", "--why", "x")
    found = known_of_regions(workspace.warehouse, "2021-H1")["AM12"]
    assert found.declared_empty == ()


def test_a_region_that_only_has_more_time_is_not_taken_for_one_that_has_reported(workspace):
    command(workspace, "decide", "extend", "AM12", "2021-H1", "--until", "2021-08-15", "--why", "x")
    found = known_of_regions(workspace.warehouse, "2021-H1")["AM12"]
    assert found == Known(answers={}, extended_until=date(2021, 8, 15))
