"""Each identity of the plausibility suite, made to fail by changing a staged snapshot.

Nothing that is sent makes one fail; what a period may fail by is sent in `test_plausible_figures`.
"""

from datetime import UTC, datetime

import duckdb
import pytest

from pow_pipeline.publication.check import check_snapshot
from pow_pipeline.publication.files.snapshot import stage_full
from schemas.plausibility.suite import CHECKS
from tests.harness.builders import drop, form, ingest_at
from tests.harness.stand_ins import check_in_duckdb

BEFORE = [
    ("1", "Jobhunters", "Aanbod", "groen", ""),
    ("2", "Banenmarkt", "Vraag", "oranje", "Uitgesteld tot mei."),
    ("3", "Leerwerkplek", "Scholing", "rood", "De school is dicht."),
    ("4", "Matching", "Route", "nog niet gestart", ""),
]
NOW = [
    ("1", "Jobhunters", "Aanbod", "oranje", "De werkgever trok zich terug."),
    ("2", "Banenmarkt", "Vraag", "afgerond", ""),
    ("4", "Matching", "Route", "groen", ""),
    ("5", "Sollicitatie", "Aanbod", "groen", ""),
]
OF_PROGRAMME = "scope = 'programme' AND category = 'total' AND period = '2021-H1'"
HARM = {
    "one_version": "INSERT INTO summary.submission_in_force FROM summary.submission_in_force",
    "statuses_add_up": f"""
        UPDATE summary.status_distribution SET denominator = denominator + 1
        WHERE {OF_PROGRAMME} AND status = 'behind'
    """,
    "categories_add_up": """
        UPDATE summary.status_distribution SET activities = activities + 1
        WHERE category = 'aanbod' AND status = 'on_track' AND scope = 'programme'
    """,
    "regions_add_up": """
        UPDATE summary.status_distribution SET activities = activities + 1
        WHERE region_code = 'AM01' AND status = 'on_track' AND category IN ('total', 'vraag')
    """,
    "shares_follow": f"""
        UPDATE summary.status_distribution SET percentage = percentage + 1
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "bounds_contain_share": f"""
        UPDATE summary.status_distribution SET upper = share - 0.000001
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "bounds_follow": """
        UPDATE summary.status_distribution SET lower = lower - 0.000002
        WHERE region_code = 'AM01' AND lower > 0.1 AND period = '2021-H1'
    """,
    "states_add_up": f"UPDATE summary.activity_overview SET known = known + 1 WHERE {OF_PROGRAMME}",
    "known_categories_add_up": """
        UPDATE summary.activity_overview SET activities = activities + 1
        WHERE region_code = 'AM02' AND category = 'vraag' AND state = 'finished'
    """,
    "known_regions_add_up": """
        UPDATE summary.activity_overview SET missing = missing + 1
        WHERE region_code = 'AM01' AND category = 'total' AND period = '2021-H1'
    """,
    "coverage_follows": f"UPDATE summary.activity_overview SET coverage = 1 WHERE {OF_PROGRAMME}",
    "overview_is_distribution": f"""
        UPDATE summary.activity_overview SET activities = activities + 1
        WHERE {OF_PROGRAMME} AND state = 'behind'
    """,
    "reports_in_wholes": """
        UPDATE summary.reporting_rate SET on_time = in_force + 1
        WHERE region_code = 'AM01' AND period = '2021-H1'
    """,
    "reports_add_up": "DELETE FROM summary.reporting_rate WHERE region_code = 'AM01'",
    "reports_in_force": "DELETE FROM summary.submission_in_force WHERE region_code = 'AM01'",
    "queries_are_open": "DELETE FROM summary.open_query WHERE region_code = 'AM01'",
    "answers_add_up": "UPDATE summary.answer_distribution SET regions = 1 WHERE score = 5",
    "targets_add_up": """
        INSERT INTO summary.target_realisation BY NAME
        SELECT '2021-H1' AS period, 'total' AS category, 'x' AS unit, 1 AS activities
    """,
    "trend_is_distribution": f"""
        UPDATE summary.status_trend SET activities = activities + 1
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "trend_is_distribution_before": f"""
        UPDATE summary.status_trend SET activities_before = activities_before + 1
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "change_follows": f"""
        UPDATE summary.status_trend SET change = change + 1
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "decomposition_adds_up": f"""
        UPDATE summary.status_trend SET within_numerator = within_numerator + 1
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "parts_add_up": "DELETE FROM summary.trend_part WHERE movement = 'entry' AND kind = 'new'",
    "mix_and_rate_add_up": f"""
        UPDATE summary.status_trend SET mix = mix + 0.001
        WHERE {OF_PROGRAMME} AND status = 'on_track'
    """,
    "transition_is_overview": """
        UPDATE summary.status_transition SET activities = activities + 1
        WHERE scope = 'programme' AND category = 'total' AND status = 'finished'
    """,
    "transition_is_overview_before": """
        DELETE FROM summary.status_transition
        WHERE region_code = 'AM01' AND category = 'total' AND status_before = 'not_started'
    """,
    "transition_is_trend": """
        UPDATE summary.status_transition SET movement = 'outside'
        WHERE region_code = 'AM01' AND category = 'total' AND movement = 'within'
    """,
    "history_is_overview": """
        DELETE FROM summary.activity_history WHERE region_code = 'AM01' AND period = '2021-H1'
    """,
    "facts_have_reports": """
        INSERT INTO record.activity_status
        SELECT * REPLACE (-1 AS submission) FROM record.activity_status LIMIT 1
    """,
    "reports_have_deliveries": "DELETE FROM record.delivery WHERE sender = 'AM01'",
    "findings_have_results": """
        UPDATE record.finding SET event = -1 WHERE rule = 'R-EXPLANATION-01'
    """,
    "regions_are_expected": (
        "UPDATE summary.submission_in_force SET region_code = 'AM99' WHERE region_code = 'AM01'"
    ),
    "codes_are_known": "UPDATE record.activity_status SET category = 'unknown'",
    "outcomes_are_findings": """
        DELETE FROM summary.submission_outcomes WHERE sender = 'AM01' AND stage = 'history'
    """,
    "finding_summary_adds_up": """
        UPDATE summary.finding_summary SET findings = findings + 1 WHERE scope = 'programme'
    """,
}


@pytest.fixture(scope="module")
def full(template, tmp_path_factory):
    """All regions but one report about both periods; one leaves an explanation out."""
    from tests.harness.story import copy_workspace

    workspace = copy_workspace(template, tmp_path_factory.mktemp("checked"))
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions:
        drop(workspace, region, form(region, "2020-H2", BEFORE))
    ingest_at(workspace, datetime(2021, 1, 20, tzinfo=UTC))
    for region in regions[:-1]:
        drop(workspace, region, form(region, rows=NOW))
    drop(workspace, "AM01", form("AM01", rows=[(*NOW[0][:3], "rood", ""), *NOW[1:]]))
    ingest_at(workspace)
    path = workspace.home / "staged" / "pow.duckdb"
    stage_full(workspace.warehouse, path, period="2021-H1")
    return path


def test_of_sound_figures_each_identity_holds(full, programme):
    results = check_snapshot(full, period="2021-H1", programme=programme)
    assert results == check_in_duckdb(full, period="2021-H1", programme=programme)
    assert [result.code for result in results] == [check.code for check in CHECKS]
    assert [each for each in results if not each.holds and each.severity == "defect"] == []


def test_each_identity_is_made_to_fail():
    assert list(HARM) == [check.code for check in CHECKS if check.is_defect]


@pytest.mark.parametrize("code", HARM)
def test_an_identity_finds_what_it_is_there_for(code, full, programme, tmp_path):
    path = tmp_path / "pow.duckdb"
    path.write_bytes(full.read_bytes())
    with duckdb.connect(path) as connection:
        connection.execute(HARM[code])
    checks = [check for check in CHECKS if check.code == code]
    (result,) = check_snapshot(path, period="2021-H1", programme=programme, checks=checks)
    assert (result,) == check_in_duckdb(path, period="2021-H1", programme=programme, checks=checks)
    assert (result.holds, result.stops, result.severity) == (False, True, "defect")
    assert result.count >= len(result.rows) > 0
