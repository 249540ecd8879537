"""The way back from every figure to the bytes, and what stands in its way."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.inspect.trace import trace
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, drop, form, ingest_at, run_at, table
from tests.harness.story import NOW_TEXT, copy_workspace, live

CATEGORIES = ("total", "aanbod", "vraag", "route", "scholing")
SCALE = ("on_track", "behind", "off_track")


@pytest.fixture(scope="module")
def lived(template, tmp_path_factory):
    """A workspace with corrections, a withdrawal, an erasure, a rerun and a release."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("POW_NOW", NOW_TEXT)
        patched.setenv("POW_STABLE_SECONDS", "0")
        workspace = copy_workspace(template, tmp_path_factory.mktemp("traced"))
        live(workspace)
    return workspace


def events(workspace):
    return ask(workspace, "SELECT max(number) FROM record.event")[0][0]


@settings(max_examples=10)
@given(data=st.data())
def test_any_figure_is_the_number_of_activities_it_leads_to(
    lived: Workspace, data: st.DataObject
) -> None:
    assert_figure_leads_to_its_activities(lived, data)


@pytest.mark.prove
@settings(max_examples=100)
@given(data=st.data())
def test_any_figure_is_the_number_of_activities_it_leads_to_on_many_examples(
    lived: Workspace, data: st.DataObject
) -> None:
    assert_figure_leads_to_its_activities(lived, data)


def assert_figure_leads_to_its_activities(lived: Workspace, data: st.DataObject) -> None:
    category, status = data.draw(st.sampled_from(CATEGORIES)), data.draw(st.sampled_from(SCALE))
    region = data.draw(st.sampled_from([None, "AM02", "AM03", "AM05", "AM37"]))
    as_of = data.draw(st.integers(1, events(lived)))
    steps = trace(run_at(lived), ("2021-H1", category, status), region=region, as_of=as_of).steps
    (figure,) = steps["figure"]
    assert figure["activities"] == len(steps["activities"])
    assert figure["activities"] == sum(row["activities"] for row in steps["reports"])
    assert figure["denominator"] == sum(row["denominator"] for row in steps["reports"])
    known = {row["delivery"]: row for row in steps["deliveries"]}
    assert {row["delivery"] for row in steps["activities"]} <= set(known)
    assert {row["state"] for row in known.values()} <= {"in force"}
    for row in steps["activities"]:
        assert row["status_cell"][:1] == "D"


def test_the_cell_that_it_leads_to_holds_the_status(lived):
    """From the figure to a cell in the archived bytes, read by another program."""
    import io

    from openpyxl import load_workbook

    steps = trace(run_at(lived), ("2021-H1", "total", "off_track"), region=None, as_of=None).steps
    files = {row["delivery"]: row for row in steps["deliveries"]}
    assert steps["activities"]
    for row in steps["activities"]:
        content = Blobs(lived.blobs).read(files[row["delivery"]]["sha256"])
        sheet = load_workbook(io.BytesIO(content))[row["sheet"]]
        assert sheet[row["status_cell"]].value in ("rood", "paars")
        line = row["status_cell"].lstrip("D")
        assert sheet[f"A{line}"].value == row["activity_id"]
        assert files[row["delivery"]]["bytes"] == "verified"


def test_names_are_understood_as_in_reports(lived):
    by_name = trace(run_at(lived), ("2021H1", "VRAAG", "oranje"), region=None, as_of=None)
    assert by_name.subject == {
        "period": "2021-H1",
        "category": "vraag",
        "status": "behind",
        "region": None,
    }


@pytest.mark.parametrize(
    ("delivery", "as_of", "state", "is_there"),
    [
        ("AM02-5-1", None, "withdrawn", "verified"),
        ("AM02-5-1", 7, "in force", "verified"),
        ("AM02-2-2", None, "in force", "verified"),
        ("AM02-2-2", 7, "replaced", "verified"),
        ("AM03-5-2", None, "erased", "erased"),
        ("AM05-2-4", 4, "rejected", "verified"),
        ("AM05-2-4", None, "in force", "verified"),
        ("AM01-2-25", None, "duplicate", "verified"),
        ("AM12-2-10", 2, "pending", "verified"),
    ],
)
def test_a_delivery_has_its_state_as_it_did_at_an_event(delivery, as_of, state, is_there, lived):
    (row,) = trace(run_at(lived), (delivery,), region=None, as_of=as_of).steps["deliveries"]
    assert (row["state"], row["bytes"]) == (state, is_there)


def test_the_versions_that_validated_it_are_named(lived):
    (delivery,) = trace(run_at(lived), ("AM05-2-4",), region=None, as_of=None).steps["deliveries"]
    ((digest,),) = ask(lived, "SELECT digest FROM reference.programme WHERE programme = 12")
    assert (delivery["programme_event"], delivery["programme_digest"]) == (12, digest)
    assert (delivery["attempts"], delivery["code_version"]) == (2, "0.1.0")


def test_an_activity_leads_to_every_report_that_reports_of_it(workspace):
    for status in ("groen", "rood"):
        rows = table(f"a1 | Jobhunters | Aanbod | {status} | De zaal is dicht.")
        drop(workspace, "AM12", form(rows=rows), f"{status}.xlsx")
        ingest_at(workspace)
    steps = trace(run_at(workspace), ("AM12", "A1"), region=None, as_of=None).steps
    assert [(row["version"], row["in_force"], row["status"]) for row in steps["reports"]] == [
        (1, False, "on_track"),
        (2, True, "off_track"),
    ]
    assert [row["state"] for row in steps["deliveries"]] == ["replaced", "in force"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["2021-H3", "total", "behind"], "no period '2021-H3'; it has 2019-H1"),
        (["2021-H1", "zorg", "behind"], "no category 'zorg'; it has aanbod, vraag, route"),
        (["2021-H1", "vraag", "gestopt"], "no status on the scale 'gestopt'; it has on_track"),
        (["2021-H1", "vraag", "behind", "--region", "AM99"], "no region 'AM99'; it has AM01"),
        (["AM99", "1"], "no region 'AM99'"),
        (["AM12", "99"], "no activity"),
        (["AM38", "1"], "AM38 has not reported any activity"),
        (["AM12-99-1"], "delivery 'AM12-99-1' not found up to event"),
        (["AM12-2-10", "--as-of", "1"], "delivery 'AM12-2-10' not found up to event 1"),
        (["AM12-2-10", "--as-of", "0"], "there is no event 0; the events are 1 to"),
        (["AM12-2-10", "--region", "AM12"], "cannot be traced; give a figure"),
        (["AM12", "1", "--region", "AM13"], "cannot be traced; give a figure"),
        (["2021-H1", "vraag"], "cannot be traced; give a figure"),
        (["2021-H1", "vraag", "behind", "more"], "cannot be traced; give a figure"),
        (["2021-H1"], "an activity (pow trace AM12 AM12-003) or a rule"),
    ],
)
def test_what_there_is_not_is_stated_with_what_there_is(arguments, expected, lived, capsys):
    assert run(["trace", *arguments, "--home", str(lived.home)]) == 2
    output = capsys.readouterr().err
    assert expected.replace("no activity", "has not reported an activity") in output
    assert output.count("\n") == 1


def test_as_text_and_as_json(lived, capsys):
    arguments = ["trace", "2021-H1", "vraag", "behind", "--home", str(lived.home)]
    assert run(arguments) == 0
    text = capsys.readouterr().out
    assert run([*arguments, "--json"]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert payload["figure"]["activities"] == len(payload["activities"]) == 21
    assert payload["release"]["release"] == "2021-H1.v1"
    assert "activities 21, denominator 21" in text
    for row in payload["deliveries"]:
        assert row["delivery"] in text
        assert row["sha256"] in text
    digest = payload["deliveries"][0]["programme_digest"]
    assert f"programme of event 1: perspectief_op_werk, {digest}" in text


def test_a_long_list_is_cut_on_a_terminal_with_a_word_about_the_rest(lived, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["trace", "2021-H1", "vraag", "behind", "--home", str(lived.home)]) == 0
    assert "… and 1 more rows; see all with --json" in capsys.readouterr().out


def test_bytes_that_are_not_what_was_received_are_reported_and_end_with_3(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    (delivery,) = trace(run_at(workspace), ("AM12-2-1",), region=None, as_of=None).steps[
        "deliveries"
    ]
    path = Path(Blobs(workspace.blobs).path(delivery["sha256"]))
    path.chmod(0o600)
    path.write_bytes(b"other")
    for harm in ("changed", "missing"):
        assert run(["trace", "AM12-2-1", "--home", str(workspace.home)]) == 3
        output = capsys.readouterr().out
        assert f"AM12-2-1  {harm}" in output
        assert "AM12-2-1: its bytes are not what was received" in output
        path.unlink(missing_ok=True)


def test_what_is_off_the_scale_is_in_no_denominator(workspace):
    rows = table("1 | Jobhunters | Route | groen | \n 2 | Markt | Route | afgerond | ")
    drop(workspace, "AM12", form(rows=rows))
    ingest_at(workspace)
    steps = trace(run_at(workspace), ("2021-H1", "route", "groen"), region="AM12", as_of=None).steps
    assert [(row["activities"], row["denominator"]) for row in steps["reports"]] == [(1, 1)]
    assert [row["activity_id"] for row in steps["activities"]] == ["1"]
