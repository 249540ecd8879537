"""Activities that are decided to go on under other ids: by a proposal, or named one by one."""

import json
from datetime import UTC, datetime

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.decide.map_activities import open_mappings
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import ActivitiesMapped
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from pow_pipeline.workspace import Workspace
from tests.corpus.marked import marked
from tests.harness.builders import NOW, ask, command, form, ingest_at, run_at, send, verify_now
from tests.harness.invariants import assert_survives_rebuild
from tests.harness.story import copy_workspace

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
LATER = datetime(2022, 1, 10, 9, tzinfo=UTC)
NOW_TEXT = "2021-07-10T09:00:00Z"
NAMES = ("Jobhunters", "Banenmarkt", "Taalles")
OLD = [(f"A-{n}", name, "Aanbod", "groen", "") for n, name in enumerate(NAMES, start=1)]
NEW = [(f"{n}", name, "Aanbod", "groen", "") for n, name in enumerate(NAMES, start=1)]
ABOUT = ("AM12", "2021-H1")


@pytest.fixture(scope="module")
def _renumbered(template, tmp_path_factory):
    workspace = copy_workspace(template, tmp_path_factory.mktemp("renumbered"))
    send(workspace, "AM12", form(period="2020-H2", rows=OLD), BEFORE)
    send(workspace, "AM12", form(rows=NEW))
    return workspace


@pytest.fixture
def renumbered(_renumbered, tmp_path, monkeypatch):
    """AM12 reported A-1 to A-3 about 2020-H2, and 1 to 3 about 2021-H1; nothing is decided."""
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    return copy_workspace(_renumbered.home, tmp_path)


def decide(workspace, *arguments, why="by telephone"):
    """Run a decision and return its exit code."""
    reason = ["--why", why] if why else []
    return run(["decide", *arguments, *reason, "--home", str(workspace.home)])


def key_of(workspace, period="2021-H1"):
    (proposal,) = open_mappings(run_at(workspace), "AM12", period)
    return proposal.key


def confirm(workspace, key="", why="by telephone"):
    key = key or key_of(workspace)
    return decide(workspace, "map-activities", *ABOUT, "--proposal", key, why=why)


def map_one(workspace, old, new, period="2021-H1", why="by telephone"):
    return decide(workspace, "map-activity", "AM12", old, new, "--period", period, why=why)


def mappings(workspace):
    known = ask(
        workspace, "SELECT from_id, to_id, period FROM summary.mapping_known() ORDER BY ALL"
    )
    return [f"{old} → {new} {period}" for old, new, period in known]


def states(workspace, as_of=None):
    return ask(
        workspace,
        "SELECT activity_id, state FROM summary.activity_state('2021-H1', as_of := ?) ORDER BY ALL",
        as_of,
    )


def open_queries(workspace, as_of=None):
    rules = ask(workspace, "SELECT rule FROM summary.open_query('2021-H1', as_of := ?)", as_of)
    return [rule for (rule,) in rules]


ALL = ["A-1 → 1 2021-H1", "A-2 → 2 2021-H1", "A-3 → 3 2021-H1"]
APART = [("1", "on_track"), ("2", "on_track"), ("3", "on_track")]
DOUBLED = [*APART, ("A-1", "not_received"), ("A-2", "not_received"), ("A-3", "not_received")]


def test_a_proposal_is_shown_and_nothing_is_decided(renumbered, capsys):
    assert decide(renumbered, "map-activities", *ABOUT, why="") == 0
    output = capsys.readouterr().out.splitlines()
    key = key_of(renumbered)
    assert output[:4] == [
        "before  now  name",
        "A-1     1    Jobhunters",
        "A-2     2    Banenmarkt",
        "A-3     3    Taalles",
    ]
    assert f"pow decide map-activities AM12 2021-H1 --proposal {key} --why" in output[4]
    assert "pow decide answer AM12-5-1 --rule R-HISTORY-12 --why" in output[5]
    assert decide(renumbered, "map-activities", *ABOUT, "--json", why="") == 0
    assert json.loads(capsys.readouterr().out)[0]["key"] == key
    assert (mappings(renumbered), states(renumbered)) == ([], DOUBLED)


def test_what_is_confirmed_is_one_activity_everywhere(renumbered):
    before = Journal(renumbered.journal).head()
    assert open_queries(renumbered) == ["R-HISTORY-12"]
    assert confirm(renumbered) == 0
    assert mappings(renumbered) == ALL
    assert (states(renumbered), states(renumbered, before)) == (APART, DOUBLED)
    assert (open_queries(renumbered), open_queries(renumbered, before)) == ([], ["R-HISTORY-12"])
    assert ask(
        renumbered,
        "SELECT status_before, status, activities FROM summary.status_transition('2021-H1') "
        "WHERE scope = 'programme' AND category = 'total' AND activities > 0",
    ) == [("on_track", "on_track", 3)]
    known = known_of_regions(renumbered.warehouse, "2021-H2")["AM12"].activities
    assert [(activity.activity_id, activity.previous_status) for activity in known] == APART
    assert_survives_rebuild(renumbered)
    assert (states(renumbered), open_queries(renumbered)) == (APART, [])
    assert ingest_at(renumbered).results == ()


def test_what_comes_after_is_compared_under_the_new_ids(renumbered):
    confirm(renumbered)
    worse = [(*row[:3], "rood", "De subsidie is gestopt.") for row in NEW[:1]]
    send(renumbered, "AM12", form(rows=[*worse, *NEW[1:]]), NOW, "again.xlsx")
    assert open_queries(renumbered) == ["R-HISTORY-03"]  # two steps since A-1 was green
    send(renumbered, "AM12", form(period="2021-H2", rows=NEW[:2]), LATER)
    asked = ask(
        renumbered,
        "SELECT rule, expected FROM record.finding "
        "JOIN summary.submission_in_force('2021-H2') USING (delivery)",
    )
    assert sorted(asked) == [("R-HISTORY-01", ["3"]), ("R-HISTORY-03", ["rood", "2021-H1"])]


def test_a_change_of_figures_by_a_mapping_is_a_decision(renumbered):
    from pow_pipeline.warehouse.connection import read_warehouse
    from pow_pipeline.warehouse.lookups.figure_changes import figure_changes_between, moved_regions

    since = Journal(renumbered.journal).head()
    confirm(renumbered)
    until = Journal(renumbered.journal).head()
    with read_warehouse(renumbered.warehouse) as connection:
        changes = figure_changes_between(connection, "2021-H1", since, until)
        assert moved_regions(connection, since, until) == {"AM12": {"AM12"}}
    assert [
        (change.cause, change.affects, change.region_code, change.period) for change in changes
    ] == [("decision", "figures", "AM12", "2021-H1")]


def test_confirming_again_changes_nothing(renumbered, capsys):
    key = key_of(renumbered)
    confirm(renumbered)
    head = Journal(renumbered.journal).head()
    assert (confirm(renumbered, key), confirm(renumbered, key, why="once more")) == (0, 0)
    assert map_one(renumbered, "a\u20132", " 2 ") == 0
    assert capsys.readouterr().out.count("nothing has changed") == 3
    assert Journal(renumbered.journal).head() == head


def test_a_proposal_that_has_changed_is_shown_and_not_confirmed(renumbered, capsys):
    stale = key_of(renumbered)
    send(renumbered, "AM12", form(rows=[*NEW[:2], OLD[2]]), NOW, "again.xlsx")
    fresh = key_of(renumbered)
    assert confirm(renumbered, stale) == 2
    output = capsys.readouterr().out
    assert f"nothing is confirmed: proposal {stale} is not open; open: {fresh}" in output
    assert "A-2     2    Banenmarkt" in output
    assert "Taalles" not in output
    assert mappings(renumbered) == []
    assert confirm(renumbered, fresh) == 0
    assert mappings(renumbered) == ALL[:2]


@pytest.fixture(scope="module")
def renumbered_twice(
    _renumbered: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, Workspace]:
    """The same, and AM13 did as AM12 did; in a copy of it AM12 is confirmed. AM14 did nothing."""
    is_open = copy_workspace(_renumbered.home, tmp_path_factory.mktemp("open"))
    send(is_open, "AM13", form("AM13", period="2020-H2", rows=OLD), BEFORE)
    send(is_open, "AM13", form("AM13", rows=NEW), NOW)
    confirmed = copy_workspace(is_open.home, tmp_path_factory.mktemp("confirmed"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        assert confirm(confirmed) == 0
    return is_open, confirmed


@pytest.mark.parametrize("is_decided", [False, True])
@pytest.mark.parametrize("place", [("AM13", "2021-H1"), ("AM14", "2021-H1"), ("AM12", "2021-H2")])
def test_the_key_of_another_report_confirms_nothing(
    place: tuple[str, str],
    is_decided: bool,  # noqa: FBT001 -- one of the two
    renumbered_twice: tuple[Workspace, Workspace],
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = renumbered_twice[is_decided]
    key = key_of(renumbered_twice[False])
    head = Journal(workspace.journal).head()
    assert decide(workspace, "map-activities", *place, "--proposal", key) == 2
    message = f"proposal {key} belongs to AM12 in 2021-H1, not to {' in '.join(place)}"
    assert message in capsys.readouterr().err
    assert Journal(workspace.journal).head() == head
    assert len(open_mappings(run_at(workspace), "AM13", "2021-H1")) == 1


def test_what_the_region_answers_is_shown_to_who_confirms(renumbered, capsys):
    content = marked([("R-HISTORY-12", "", "Ja, het zijn dezelfde.")], NEW, region="AM12")
    send(renumbered, "AM12", content, NOW, "answer.xlsx")
    assert open_queries(renumbered) == []  # it has answered
    assert (mappings(renumbered), states(renumbered)) == ([], DOUBLED)  # and decided nothing
    command(renumbered, "status", "2021-H1")
    output = capsys.readouterr().out
    assert (
        "AM12 seems to have given 3 activities other ids, such as A-1 → 1; the region says: "
        "Ja, het zijn dezelfde.; see them, and confirm or refuse" in output
    )
    assert "pow decide map-activities AM12 2021-H1 --home" in output
    decide(renumbered, "map-activities", *ABOUT, why="")
    assert "The region says: Ja, het zijn dezelfde." in capsys.readouterr().out
    assert confirm(renumbered) == 0
    capsys.readouterr()
    command(renumbered, "status", "2021-H1", "--json")
    assert json.loads(capsys.readouterr().out)["proposals"] == []


def test_an_operator_may_say_that_they_are_others(renumbered, capsys):
    assert decide(renumbered, "answer", "AM12-5-1", "--rule", "R-HISTORY-12") == 0
    assert (mappings(renumbered), open_queries(renumbered)) == ([], [])
    assert decide(renumbered, "map-activities", *ABOUT, why="") == 2
    assert "nothing is proposed about the activities of AM12 in 2021-H1" in capsys.readouterr().err


def test_a_decision_is_taken_back_by_its_reverse(renumbered):
    confirm(renumbered)
    assert map_one(renumbered, "2", "A-2") == 0
    assert mappings(renumbered) == [ALL[0], ALL[2]]
    head = Journal(renumbered.journal).head()
    assert map_one(renumbered, "2", "A-2") == 0  # requested again
    assert Journal(renumbered.journal).head() == head
    assert map_one(renumbered, "A-2", "2") == 0  # and back once more, in the same words
    assert mappings(renumbered) == ALL
    verify_now(renumbered)


@pytest.fixture(scope="module")
def mapped(_renumbered: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which A-1 goes on as 1; tests leave it as it is."""
    workspace = copy_workspace(_renumbered.home, tmp_path_factory.mktemp("mapped"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        assert map_one(workspace, "A-1", "1") == 0
    return workspace


@pytest.mark.parametrize(
    ("old", "new", "period", "expected"),
    [
        ("A-1", "2", "2021-H1", "A-1 already continues as 1 from 2021-H1 on"),
        ("A-3", "1", "2021-H1", "1 already continues A-1 from 2021-H1 on"),
        ("A-1", "1", "2021-H2", "A-1 already continues as 1 from 2021-H1 on"),
        ("1", "9", "2021-H1", "1 itself continues A-1 from 2021-H1 on: this makes a chain"),
        ("2", "9", "2021-H1", "reported no activity '2' before 2021-H1"),
        ("A-4", "4", "2021-H1", "reported no activity 'A-4' before 2021-H1; did you mean A-"),
        ("A-3", "A-2", "2021-H1", "reported 'A-2' before 2021-H1 as well"),
        ("A-3", "a-3", "2021-H1", "ids are compared without case"),
        ("A-3", "3", "2020-H2", "reported no activity 'A-3' before 2020-H2"),
        ("A-3", "3", "2031-H1", "has no period '2031-H1'"),
        ("A-3", " ", "2021-H1", "an id is empty; name the old id and the new one"),
    ],
)
def test_what_cannot_be_mapped_is_refused(
    old: str,
    new: str,
    period: str,
    expected: str,
    mapped: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    head = Journal(mapped.journal).head()
    assert map_one(mapped, old, new, period, why="otherwise") == 2
    assert expected in capsys.readouterr().err
    assert Journal(mapped.journal).head() == head


def test_an_activity_that_is_still_reported_does_not_go_over(renumbered, capsys):
    send(renumbered, "AM12", form(rows=[*OLD, *NEW]), NOW, "both.xlsx")
    assert map_one(renumbered, "A-1", "1") == 2
    assert "AM12 reports 'A-1' about 2021-H1" in capsys.readouterr().err


def test_ids_may_change_once_more_in_a_later_period(renumbered):
    confirm(renumbered)
    third = [(f"B{row[0]}", *row[1:]) for row in NEW]
    send(renumbered, "AM12", form(period="2021-H2", rows=third), LATER)
    key = key_of(renumbered, "2021-H2")
    assert decide(renumbered, "map-activities", "AM12", "2021-H2", "--proposal", key) == 0
    ids = ask(renumbered, "SELECT DISTINCT activity_id FROM summary.activity_state('2021-H2')")
    assert sorted(ids) == [("B1",), ("B2",), ("B3",)]


def test_a_line_in_the_programme_folder_takes_precedence(renumbered, capsys):
    confirm(renumbered)
    lines = "from_region,from_id,to_region,to_id,period\n"
    path = renumbered.programme / "mappings.csv"
    path.write_text(f"{lines}AM12,A-1,AM12,1,2021-H1\nAM12,A-2,AM12,7,2021-H1\n")
    command(renumbered, "programme", "activate", "--yes")
    assert mappings(renumbered) == [ALL[0], "A-2 → 7 2021-H1", ALL[2]]
    verify_now(renumbered)
    assert map_one(renumbered, "1", "A-1") == 2  # decided in the folder, so undone there
    assert "pow:" in capsys.readouterr().err


def test_the_journal_holds_no_id(renumbered):
    confirm(renumbered)
    (event,) = [e for e in Journal(renumbered.journal).read() if isinstance(e, ActivitiesMapped)]
    assert "A-1" not in event.model_dump_json()
    assert b'["A-1","1"]' in Blobs(renumbered.blobs).read(event.pairs)


def test_ids_that_lost_their_zeros_are_confirmed_at_once(workspace, capsys):
    before = [(f"00{row[0]}", *row[1:]) for row in NEW]
    send(workspace, "AM12", form(period="2020-H2", rows=before), BEFORE)
    send(workspace, "AM12", form(rows=[("1", "Anders", *NEW[0][2:]), *NEW[1:]]))
    assert open_queries(workspace) == ["R-HISTORY-11"] * 3
    asked = ["answer", "AM12-5-1", "--rule", "R-HISTORY-11", "--activity", "3"]
    assert decide(workspace, *asked) == 0  # that one is another activity
    capsys.readouterr()
    decide(workspace, "map-activities", *ABOUT, why="")
    output = capsys.readouterr().out.splitlines()
    assert output[1:3] == ["001     1    Jobhunters / Anders", "002     2    Banenmarkt"]
    assert confirm(workspace) == 0
    assert mappings(workspace) == ["001 → 1 2021-H1", "002 → 2 2021-H1"]
    assert open_queries(workspace) == []
