"""What the rules hold on to at their boundaries; each is broken once in the corpus."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from schemas.rules import RULES
from tests.corpus.sending import CASES
from tests.harness.builders import HEADER, NOW, ask, drop, form, ingest_at, send, workbook
from tests.harness.story import copy_workspace

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


STATUSES = ("≠ groen", "groen?", "✗ groen", "groen rood", "gro\u200ben")
SAME_IDS = (
    (("A1", "a1"), "R-ID-02"),
    (("\u00e91", "e\u03011"), "R-ID-02"),
    (("A\u04101", "2"), "R-ID-03"),
    (("1\u202e2", "2"), "R-ID-03"),
    (("1\u00b2", "2"), "R-ID-03"),
    (("1\t2", "1 2"), "R-ID-02"),
)
SHORT = HEADER[:4]
FORMS: dict[str, Callable[[str], bytes]] = {  # how a region writes the file of each name
    "stage": lambda _: workbook([("Regio", "Atlantis"), ("Periode", "ooit"), HEADER[:3]]),
    "row": lambda region: form(region, rows=[("", "x", "y", "z", "")]),
    "short": lambda region: form(region, header=SHORT, rows=[("1", "x", "Aanbod", "rood")]),
    **{status: partial(form, rows=[("1", "x", "Aanbod", status, "")]) for status in STATUSES},
    **{
        repr(ids): partial(form, rows=[(one, "x", "Aanbod", "groen", "") for one in ids])
        for ids, _ in SAME_IDS
    },
}


@dataclass(frozen=True)
class Validated:
    """What became of a file: its outcome, and of each finding the severity and what it says."""

    outcome: str
    findings: list[tuple[str, str, str, str]]

    def show(self, *columns: str, severity: str = "") -> list[tuple[str, ...]]:
        names = ("severity", "rule", "cell", "found")
        rows = [dict(zip(names, row, strict=True)) for row in self.findings]
        return [
            tuple(row[column] for column in columns)
            for row in rows
            if severity in ("", row["severity"])
        ]


@pytest.fixture(scope="module")
def validated(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Validated]:
    """What became of each of the files, which regions sent at once."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("rules"))
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    senders = dict(zip(FORMS, regions, strict=False))
    for name, region in senders.items():
        drop(workspace, region, FORMS[name](region))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        outcomes = {result.delivery[:4]: result.outcome for result in ingest_at(workspace).results}
    query = (
        "SELECT severity, rule, cell, found FROM record.finding "
        "JOIN record.delivery USING (delivery) WHERE sender = ? ORDER BY finding.place"
    )
    return {
        name: Validated(outcomes[region], ask(workspace, query, region))
        for name, region in senders.items()
    }


def test_all_findings_of_a_stage_are_reported_at_once(validated):
    rules = {rule for (rule,) in validated["stage"].show("rule")}
    assert rules == {"R-REGION-01", "R-PERIOD-01", "R-LAYOUT-02", "R-LAYOUT-04"}


def test_a_row_with_several_faults_gets_a_finding_for_each(validated):
    assert validated["row"].show("rule", "cell") == [
        ("R-CATEGORY-01", "C5"),
        ("R-ID-01", "A5"),
        ("R-STATUS-01", "D5"),
    ]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_never_guessed(status, validated):
    assert validated[status].outcome == "rejected"
    assert validated[status].show("rule", "found") == [("R-STATUS-01", status)]


@pytest.mark.parametrize(("ids", "rule"), SAME_IDS)
def test_ids_that_look_the_same_are_refused(ids, rule, validated):
    result = validated[repr(ids)]
    assert result.outcome == "rejected"
    assert set(result.show("rule", severity="error")) == {(rule,)}


def test_a_missing_explanation_is_asked_for_where_the_form_has_no_column_for_it(validated):
    assert validated["short"].outcome == "accepted"
    assert validated["short"].show("rule", "cell") == [("R-EXPLANATION-01", "D5")]
