"""What the rules hold on to at their boundaries; each is broken once in the corpus."""

from datetime import UTC, datetime

import pytest

from schemas.rules import RULES
from tests.corpus.sending import CASES
from tests.harness.builders import HEADER, NOW, ask, form, send, workbook

TOO_EARLY = datetime(2021, 5, 31, 21, 59, tzinfo=UTC)  # one minute before 1 June in Amsterdam
IN_TIME = datetime(2021, 5, 31, 22, 0, tzinfo=UTC)


def test_every_rule_is_broken_in_the_corpus():
    assert {rule for case in CASES.values() for rule, _ in case.found} == set(RULES)


@pytest.mark.parametrize(("now", "outcome"), [(TOO_EARLY, "rejected"), (IN_TIME, "accepted")])
def test_a_period_opens_at_midnight_in_its_own_time_zone(now, outcome, workspace):
    assert send(workspace, "AM12", form(period="2021-H1"), now) == outcome


def test_the_same_file_is_validated_anew_once_its_period_has_opened(workspace):
    assert send(workspace, "AM12", form(), TOO_EARLY) == "rejected"
    assert send(workspace, "AM12", form(), TOO_EARLY) == "duplicate"
    assert send(workspace, "AM12", form(), NOW) == "accepted"
    assert send(workspace, "AM12", form(), NOW) == "duplicate"


def test_all_findings_of_a_stage_are_reported_at_once(workspace):
    broken = workbook([("Regio", "Atlantis"), ("Periode", "ooit"), HEADER[:3]])
    send(workspace, "AM12", broken)
    found = {rule for (rule,) in ask(workspace, "SELECT rule FROM record.finding")}
    assert found == {"R-REGION-01", "R-PERIOD-01", "R-LAYOUT-02", "R-LAYOUT-04"}


def test_a_row_with_several_faults_gets_a_finding_for_each(workspace):
    send(workspace, "AM12", form(rows=[("", "x", "y", "z", "")]))
    found = ask(workspace, "SELECT rule, cell FROM record.finding ORDER BY place")
    assert found == [("R-CATEGORY-01", "C5"), ("R-ID-01", "A5"), ("R-STATUS-01", "D5")]


@pytest.mark.parametrize("status", ["≠ groen", "groen?", "✗ groen", "groen rood", "gro\u200ben"])
def test_a_status_is_never_guessed(status, workspace):
    assert send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", status, "")])) == "rejected"
    assert ask(workspace, "SELECT rule, found FROM record.finding") == [("R-STATUS-01", status)]


@pytest.mark.parametrize(
    ("ids", "rule"),
    [
        (("A1", "a1"), "R-ID-02"),
        (("\u00e91", "e\u03011"), "R-ID-02"),
        (("A\u04101", "2"), "R-ID-03"),
        (("1\u202e2", "2"), "R-ID-03"),
        (("1\u00b2", "2"), "R-ID-03"),
        (("1\t2", "1 2"), "R-ID-02"),
    ],
)
def test_ids_that_look_the_same_are_refused(ids, rule, workspace):
    rows = [(one, "x", "Aanbod", "groen", "") for one in ids]
    assert send(workspace, "AM12", form(rows=rows)) == "rejected"
    asked = "SELECT rule FROM record.finding WHERE severity = 'error'"
    assert {found for (found,) in ask(workspace, asked)} == {rule}


def test_a_missing_explanation_is_asked_for_where_the_form_has_no_column_for_it(workspace):
    short = form(header=HEADER[:4], rows=[("1", "x", "Aanbod", "rood")])
    assert send(workspace, "AM12", short) == "accepted"
    assert ask(workspace, "SELECT rule, cell FROM record.finding") == [("R-EXPLANATION-01", "D5")]
