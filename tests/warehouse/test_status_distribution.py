"""The status distribution: against a slow twin, at the boundaries of rounding, and as of before."""

import duckdb
import pytest
from building import ask, form, publish_at, send
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ingest import withdraw_now
from twin import distribution

from pow_pipeline.warehouse.connection import create_warehouse

REGIONS = ("R1", "R2", "R3")
CATEGORIES = ("ca", "cb")
SCALE = ("good", "fair", "bad")
MINIMUM = 5
COLUMNS = "scope, region_code, category, status, count, denominator, share, percentage, flag"

GIVEN = "submission, activity_id, activity_name, category, status, explanation, sheet, status_cell"


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        opened.execute("INSERT INTO reference.programme VALUES (1, 'test', 'x', ?)", [MINIMUM])
        opened.execute(
            "INSERT INTO reference.period VALUES "
            "(1, '2021-H1', '2021-06-01', '2021-06-30', '2021-07-31', '2021-09-01')"
        )
        for region in REGIONS:
            opened.execute("INSERT INTO reference.register VALUES (1, '2021-H1', ?)", [region])
        for place, code in enumerate(CATEGORIES, start=1):
            opened.execute(
                "INSERT INTO reference.category VALUES (1, ?, ?, ?)", [code, place, code]
            )
        kinds = {**dict.fromkeys(SCALE, "scale"), "new": "open", "done": "final"}
        for place, (code, kind) in enumerate(kinds.items(), start=1):
            opened.execute(
                "INSERT INTO reference.status VALUES (1, ?, ?, ?, 'optional', ?)",
                [code, place, kind, code],
            )
        yield opened


def fill(connection, reports):
    for table in ("submission", "activity_status", "decision"):
        connection.execute(f"DELETE FROM record.{table}")
    number = 0
    for region, versions in reports.items():
        for version, activities in enumerate(versions, start=1):
            number += 1
            connection.execute(
                "INSERT INTO record.submission VALUES (?, ?, ?, 1, ?, '2021-H1', ?, '2021-07-01')",
                [number, f"d{number}", number, region, version],
            )
            if activities is None:
                connection.execute(
                    "INSERT INTO record.decision BY NAME SELECT "
                    "2 AS event, 'withdraw' AS decision, ? AS delivery, "
                    "'me' AS decided_by, 'test' AS why, now() AS decided_at",
                    [f"d{number}"],
                )
            for each, (category, status) in enumerate(activities or [("ca", "good")]):
                connection.execute(
                    f"INSERT INTO record.activity_status ({GIVEN}) "
                    "VALUES (?, ?, 'x', ?, ?, '', 's', 'D5')",
                    [number, str(each), category, status],
                )


ACTIVITY = st.tuples(st.sampled_from(CATEGORIES), st.sampled_from([*SCALE, "new", "done"]))
VERSIONS = st.lists(st.one_of(st.none(), st.lists(ACTIVITY, max_size=9)), max_size=3)


@settings(max_examples=40)
@given(reports=st.dictionaries(st.sampled_from(REGIONS), VERSIONS))
def test_the_same_as_the_twin(connection, reports):
    # A version without any activity gets one, so that it is told from a withdrawn one.
    reports = {
        region: [[("ca", "good")] if each == [] else each for each in versions]
        for region, versions in reports.items()
    }
    fill(connection, reports)
    found = connection.execute(
        f"SELECT {COLUMNS} FROM summary.status_distribution('2021-H1')"
    ).fetchall()
    assert found == distribution(reports, REGIONS, CATEGORIES, SCALE, MINIMUM)


@pytest.mark.parametrize(
    ("count", "whole", "percentage"),
    [
        (0, 7, 0),
        (1, 200, 1),  # 0.5 is rounded up
        (1, 201, 0),
        (1, 199, 1),
        (5, 200, 3),  # 2.5 is rounded up, not to even
        (7, 200, 4),  # 3.5
        (29, 200, 15),  # 14.5, which is less than that as a binary fraction times 100
        (199, 200, 100),
        (198, 199, 99),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),  # 12.5
    ],
)
def test_percentages_are_rounded_half_up(connection, count, whole, percentage):
    activities = [("ca", "good")] * count + [("ca", "bad")] * (whole - count)
    fill(connection, {"R1": [activities]})
    found = connection.execute(
        "SELECT percentage FROM summary.status_distribution('2021-H1') "
        "WHERE scope = 'programme' AND category = 'total' AND status = 'good'"
    ).fetchone()
    assert found == (percentage,)


def test_a_figure_as_of_an_event_knows_the_decisions_of_that_moment(workspace):
    send(workspace, "AM12", form())
    withdraw_now(workspace)
    query = (
        "SELECT sum(count) FROM summary.status_distribution('2021-H1', as_of := ?) "
        "WHERE scope = 'programme' AND category = 'total'"
    )
    at = {event: ask(workspace, query, event)[0][0] for event in (1, 2, 3, 4, 5)}
    assert at == {1: 0, 2: 0, 3: 2, 4: 2, 5: 0}


def test_every_table_view_and_column_has_a_comment(connection):
    bare = connection.execute(
        """
        SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE comment IS NULL AND schema_name IN ('record', 'reference', 'summary')
        UNION ALL
        SELECT schema_name, table_name, NULL FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL
        SELECT schema_name, view_name, NULL FROM duckdb_views()
        WHERE comment IS NULL AND schema_name = 'summary'
        """
    ).fetchall()
    assert bare == []


def test_a_release_of_a_period_without_any_report_is_blocked(workspace):
    from pow_pipeline.errors import PublicationBlockedError

    with pytest.raises(PublicationBlockedError, match="2021-H1 is not published"):
        publish_at(workspace)
