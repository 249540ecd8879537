"""Where a rule begins to speak: the boundary and both its neighbours."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pow_pipeline.model.documents import Sheet
from schemas.programme.programme import Programme
from tests.corpus.history import BEFORE
from tests.corpus.rules import MORE
from tests.harness.builders import HEADER, form, nothing, send
from tests.harness.builders import ask as asked_of
from tests.harness.story import copy_workspace
from tests.validation.batches import validate_readings
from tests.validation.past_reports import send_histories

TITLES = [("Regio", "AM12"), ("Periode", "2021-H1")]
GREEN = ("1", "x", "Aanbod", "groen", "")
Rows = list[tuple[str, ...]]


def reported(**cells: str) -> Rows:
    result = dict.fromkeys(MORE, "") | cells
    return [(*GREEN, *result.values())]


def with_explanation(explanation: str) -> Rows:
    return [("1", "x", "Aanbod", "rood", explanation)]


def with_same_explanations(same: int, of: int) -> Rows:
    return [
        (f"{n}", "x", "Aanbod", "groen", "Het loopt zoals gepland." if n < same else f"Anders {n}.")
        for n in range(of)
    ]


def many(count: int) -> Rows:
    return [(f"{n}", *GREEN[1:]) for n in range(count)]


def realised_of_50(realised: str) -> Rows:
    return reported(Doel="50", Gerealiseerd=realised)


def realised_halfway(realised: str) -> Rows:
    """30 of 60 days have passed on 30-06-2021: 25 of 100 are half of what is due."""
    return reported(
        Startdatum="31-05-2021", Einddatum="30-07-2021", Doel="100", Gerealiseerd=realised
    )


def lasting(start: str, end: str) -> Rows:
    return reported(Startdatum=start, Einddatum=end)


EXPLANATIONS = [
    ("", ["R-EXPLANATION-01"]),
    ("a", ["R-EXPLANATION-02"]),
    ("negen let", ["R-EXPLANATION-02"]),
    ("negen lett", ["R-EXPLANATION-02"]),
    ("tien letter", []),
    ("..........!", ["R-EXPLANATION-02"]),
]
ALIKE = [(8, 10, []), (9, 10, ["R-EXPLANATION-03"]), (9, 9, []), (10, 10, ["R-EXPLANATION-03"])]
COUNTS = [(499, []), (500, []), (501, ["R-COUNT-01"])]
OF_50 = [("99", []), ("100", []), ("101", ["R-REALISED-01"]), ("100,1", ["R-REALISED-01"])]
HALFWAY = [("24", ["R-REALISED-02"]), ("25", []), ("26", []), ("", [])]
DAYS = [
    ("30-06-2021", "01-07-2021", []),
    ("30-06-2021", "30-06-2021", []),
    ("30-06-2021", "29-06-2021", ["R-DATE-02"]),
    ("30-06-2021", "", []),
    ("30-06-2021", "31-06-2021", ["R-DATE-01"]),
]
FORMS: list[Rows] = [
    *(with_explanation(text) for text, _ in EXPLANATIONS),
    *(with_same_explanations(same, of) for same, of, _ in ALIKE),
    *(many(count) for count, _ in COUNTS),
    *(realised_of_50(realised) for realised, _ in OF_50),
    *(realised_halfway(realised) for realised, _ in HALFWAY),
    *(lasting(start, end) for start, end, _ in DAYS),
]


def sheets_of(rows: Rows) -> list[Sheet]:
    """Return the form with these rows: those of a wide form have more cells."""
    header = HEADER if len(rows[0]) == len(HEADER) else (*HEADER, *MORE)
    cells = [*TITLES, header, *rows, *nothing(rows, header)]
    return [Sheet("", tuple((*row, *[""] * (len(header) - len(row))) for row in cells))]


@pytest.fixture(scope="module")
def rules_of(programme: Programme) -> Callable[[Rows], list[str]]:
    """What gives the rules that have something to say about a form with some rows."""
    batches = validate_readings([sheets_of(rows) for rows in FORMS], programme)

    def rules(rows: Rows) -> list[str]:
        return sorted(batches[FORMS.index(rows)].findings["rule"])

    return rules


@pytest.mark.parametrize(("explanation", "rules"), EXPLANATIONS)
def test_how_short_an_explanation_may_be(explanation, rules, rules_of):
    assert rules_of(with_explanation(explanation)) == rules


@pytest.mark.parametrize(("same", "of", "rules"), ALIKE)
def test_in_how_many_rows_one_explanation_may_stand(same, of, rules, rules_of):
    assert rules_of(with_same_explanations(same, of)) == rules


@pytest.mark.parametrize(("count", "rules"), COUNTS)
def test_how_many_activities_a_report_may_have(count, rules, rules_of):
    assert rules_of(many(count)) == rules


@pytest.mark.parametrize(("realised", "rules"), OF_50)
def test_how_far_above_its_target_an_activity_may_be(realised, rules, rules_of):
    assert rules_of(realised_of_50(realised)) == rules


@pytest.mark.parametrize(("realised", "rules"), HALFWAY)
def test_how_far_below_what_is_due_a_green_one_may_be(realised, rules, rules_of):
    assert rules_of(realised_halfway(realised)) == rules


@pytest.mark.parametrize(("start", "end", "rules"), DAYS)
def test_when_an_activity_may_end(start, end, rules, rules_of):
    assert rules_of(lasting(start, end)) == rules


@pytest.mark.parametrize(
    ("now", "rules"),
    [
        (datetime(2021, 11, 30, 22, 59, tzinfo=UTC), []),
        (datetime(2021, 11, 30, 23, 0, tzinfo=UTC), ["R-PERIOD-05"]),  # 1 December in Amsterdam
    ],
)
def test_until_when_a_period_is_the_one_asked_for(now, rules, programme):
    (batch,) = validate_readings([sheets_of([GREEN])], programme, now)
    assert sorted(batch.findings["rule"]) == rules


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
