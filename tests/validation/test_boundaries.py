"""Where a rule begins to speak: the boundary and both its neighbours."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.validation.validate import validate_batch
from tests.corpus.history import BEFORE
from tests.corpus.rules import MORE
from tests.harness.builders import HEADER, NOW, form, nothing, send
from tests.harness.builders import ask as asked_of
from tests.harness.story import copy_workspace
from tests.validation.past_reports import send_histories

TITLES = [("Regio", "AM12"), ("Periode", "2021-H1")]
GREEN = ("1", "x", "Aanbod", "groen", "")


def rules_of(programme, rows: Sequence[Sequence[str]], header=HEADER, now=NOW) -> list[str]:
    """Return the rules that have something to say about a form with these rows."""
    width = len(header)
    cells = [*TITLES, header, *rows, *nothing(rows, header)]
    padded = tuple((*row, *[""] * (width - len(row))) for row in cells)
    delivery = Delivery("AM12-2-1", 2, 1, "AM12", "form.xlsx", "0" * 64, 1, now)
    reading = Reading(delivery, (Sheet("", padded),))
    validated = validate_batch([reading], programme=programme, programme_event=1, previous={})
    return sorted(validated.findings["rule"])


def reported(**cells: str) -> list[tuple[str, ...]]:
    result = dict.fromkeys(MORE, "") | cells
    return [(*GREEN, *result.values())]


@pytest.mark.parametrize(
    ("explanation", "rules"),
    [
        ("", ["R-EXPLANATION-01"]),
        ("a", ["R-EXPLANATION-02"]),
        ("negen let", ["R-EXPLANATION-02"]),
        ("negen lett", ["R-EXPLANATION-02"]),
        ("tien letter", []),
        ("..........!", ["R-EXPLANATION-02"]),
    ],
)
def test_how_short_an_explanation_may_be(explanation, rules, programme):
    assert rules_of(programme, [("1", "x", "Aanbod", "rood", explanation)]) == rules


@pytest.mark.parametrize(
    ("same", "of", "rules"),
    [(8, 10, []), (9, 10, ["R-EXPLANATION-03"]), (9, 9, []), (10, 10, ["R-EXPLANATION-03"])],
)
def test_in_how_many_rows_one_explanation_may_stand(same, of, rules, programme):
    rows = [
        (f"{n}", "x", "Aanbod", "groen", "Het loopt zoals gepland." if n < same else f"Anders {n}.")
        for n in range(of)
    ]
    assert rules_of(programme, rows) == rules


@pytest.mark.parametrize(("count", "rules"), [(499, []), (500, []), (501, ["R-COUNT-01"])])
def test_how_many_activities_a_report_may_have(count, rules, programme):
    assert rules_of(programme, [(f"{n}", *GREEN[1:]) for n in range(count)]) == rules


@pytest.mark.parametrize(
    ("realised", "rules"),
    [("99", []), ("100", []), ("101", ["R-REALISED-01"]), ("100,1", ["R-REALISED-01"])],
)
def test_how_far_above_its_target_an_activity_may_be(realised, rules, programme):
    rows = reported(Doel="50", Gerealiseerd=realised)
    assert rules_of(programme, rows, (*HEADER, *MORE)) == rules


@pytest.mark.parametrize(
    (
        "realised",
        "rules",
    ),  # 30 of 60 days have passed on 30-06-2021: 25 of 100 are half of what is due
    [("24", ["R-REALISED-02"]), ("25", []), ("26", []), ("", [])],
)
def test_how_far_below_what_is_due_a_green_one_may_be(realised, rules, programme):
    days = {"Startdatum": "31-05-2021", "Einddatum": "30-07-2021"}
    rows = reported(**days, Doel="100", Gerealiseerd=realised)
    assert rules_of(programme, rows, (*HEADER, *MORE)) == rules


@pytest.mark.parametrize(
    ("start", "end", "rules"),
    [
        ("30-06-2021", "01-07-2021", []),
        ("30-06-2021", "30-06-2021", []),
        ("30-06-2021", "29-06-2021", ["R-DATE-02"]),
        ("30-06-2021", "", []),
        ("30-06-2021", "31-06-2021", ["R-DATE-01"]),
    ],
)
def test_when_an_activity_may_end(start, end, rules, programme):
    assert rules_of(programme, reported(Startdatum=start, Einddatum=end), (*HEADER, *MORE)) == rules


@pytest.mark.parametrize(
    ("now", "rules"),
    [
        (datetime(2021, 11, 30, 22, 59, tzinfo=UTC), []),
        (datetime(2021, 11, 30, 23, 0, tzinfo=UTC), ["R-PERIOD-05"]),  # 1 December in Amsterdam
    ],
)
def test_until_when_a_period_is_the_one_asked_for(now, rules, programme):
    assert rules_of(programme, [GREEN], now=now) == rules


def _activities(*statuses: str) -> list[tuple[str, ...]]:
    return [(f"{n}", "x", "Aanbod", status, "") for n, status in enumerate(statuses)]


HISTORIES = [
    (["groen"] * 10, ["groen"] * 4 + ["oranje"] * 6, "R-HISTORY-05", False),
    (["groen"] * 10, ["groen"] * 3 + ["oranje"] * 7, "R-HISTORY-05", True),
    (["groen"] * 9, ["oranje"] * 9, "R-HISTORY-05", False),
    (["groen"] * 9, ["groen"] * 9, "R-HISTORY-06", False),
    (["groen"] * 10, ["groen"] * 10, "R-HISTORY-06", True),
    (["groen"] * 10, ["groen"] * 9 + ["oranje"], "R-HISTORY-06", False),
    (["groen"] * 8, ["groen"] * 12, "R-HISTORY-07", False),
    (["groen"] * 8, ["groen"] * 13, "R-HISTORY-07", True),
    (["groen"] * 10, ["groen"] * 5, "R-HISTORY-07", False),
    (["groen"] * 4 + ["gestopt"] * 6, ["groen"] * 4, "R-HISTORY-07", True),
    (["groen"] * 3, ["groen"] * 9, "R-HISTORY-07", False),
    (["oranje"], ["groen"], "R-HISTORY-08", False),
    (["nog niet gestart"], ["oranje"], "R-HISTORY-08", False),
    (["nog niet gestart"], ["oranje"], "R-HISTORY-10", True),
    (["rood"], ["oranje"], "R-HISTORY-03", False),
    (["rood"], ["groen"], "R-HISTORY-03", True),
    (["gestopt"], ["gestopt"], "R-HISTORY-04", False),
    (["gestopt"], ["afgerond"], "R-HISTORY-04", True),
    (["gestopt", "groen"], ["groen"], "R-HISTORY-01", True),
    (["groen", "gestopt"], ["groen"], "R-HISTORY-01", False),
]


@pytest.fixture(scope="module")
def spoken(template, tmp_path_factory) -> list[set[str]]:
    """The rules of history that speak in each of the cases."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("spoken"))
    cases = [(_activities(*before), _activities(*now)) for before, now, *_ in HISTORIES]
    regions = send_histories(workspace, cases)
    found = asked_of(
        workspace,
        "SELECT sender, rule FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE stage = 'history'",
    )
    return [{rule for sender, rule in found if sender == region} for region in regions]


@pytest.mark.parametrize(
    ("number", "rule", "speaks"),
    [(number, rule, speaks) for number, (*_, rule, speaks) in enumerate(HISTORIES)],
)
def test_where_a_rule_of_history_begins_to_speak(number, rule, speaks, spoken):
    assert (rule in spoken[number]) == speaks, HISTORIES[number]


def test_a_report_is_compared_with_what_counted_when_it_arrived(workspace):
    two, one = _activities("groen", "groen"), _activities("groen")
    send(workspace, "AM12", form(period="2020-H2", rows=two), BEFORE)
    send(workspace, "AM12", form(rows=one))
    send(workspace, "AM12", form(period="2020-H2", rows=one))  # corrected: there was one only
    send(workspace, "AM12", form(rows=one, header=(*HEADER, "Intern")))
    left_out = "SELECT delivery FROM record.finding WHERE rule = 'R-HISTORY-01'"
    assert asked_of(workspace, left_out) == [("AM12-5-1",)]


def test_a_report_without_activities_is_held_against_those_before_it_too(workspace):
    send(workspace, "AM12", form(period="2020-H2", rows=_activities(*["groen"] * 12)), BEFORE)
    assert send(workspace, "AM12", form(rows=[])) == "accepted"
    found = asked_of(workspace, "SELECT rule, sheet FROM record.finding ORDER BY rule")
    assert found == [("R-HISTORY-01", "")]
