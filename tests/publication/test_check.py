"""Each check of the plausibility suite, made to fail by changing a staged snapshot."""

import duckdb
import pytest
from building import drop, form, ingest_at

from pow_pipeline.publication.check import check_snapshot
from pow_pipeline.publication.snapshot import stage_full

HARM = {
    "only regions that the programme knows": (
        "UPDATE summary.submission_in_force SET region_code = 'AM99' WHERE region_code = 'AM01'"
    ),
    "one counted version per region and period": (
        "INSERT INTO summary.submission_in_force FROM summary.submission_in_force"
    ),
    "categories add up to the total": """
        UPDATE summary.status_distribution SET count = count + 1
        WHERE category = 'aanbod' AND status = 'on_track' AND scope = 'programme'
    """,
    "regions add up to the programme": """
        UPDATE summary.status_distribution SET count = count + 1
        WHERE region_code = 'AM01' AND status = 'on_track'
            AND category IN ('total', 'vraag')
    """,
    "reporting rate at or above the programme's minimum": (
        "UPDATE summary.reporting_rate SET reporting_rate = 0.59 WHERE scope = 'programme'"
    ),
}


@pytest.fixture(scope="module")
def full(template, tmp_path_factory):
    from story import copy_workspace

    workspace = copy_workspace(template, tmp_path_factory.mktemp("checked"))
    for region in sorted(path.name for path in workspace.inbox.iterdir()):
        drop(workspace, region, form(region))
    ingest_at(workspace)
    path = workspace.home / "staged" / "pow.duckdb"
    stage_full(workspace.warehouse, path, period="2021-H1")
    return path


def failed(path):
    results = check_snapshot(path, period="2021-H1", minimum=0.6)
    assert len(results) == len(HARM)
    return {result.name: result.rows for result in results if not result.holds}


def test_sound_figures_pass(full):
    assert failed(full) == {}


@pytest.mark.parametrize("name", HARM)
def test_a_check_finds_what_it_is_there_for(name, full, tmp_path):
    path = tmp_path / "pow.duckdb"
    path.write_bytes(full.read_bytes())
    with duckdb.connect(path) as connection:
        connection.execute(HARM[name])
    found = failed(path)
    assert name in found
    assert found[name]
