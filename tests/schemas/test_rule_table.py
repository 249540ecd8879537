"""The table of rules: each as it is written, and what follows from it."""

import dataclasses

import pytest

from schemas.rules import MACHINE_DEPENDENT_RULES, RULES, Rule, broken_rules, is_error


def test_a_rule_is_found_by_its_code():
    assert all(rule.code == code for code, rule in RULES.items())
    assert all(rule.stage for rule in RULES.values())


def test_a_rule_stays_as_it_is():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RULES["R-FILE-01"].severity = "notice"
    assert Rule("R-X-01", "file", "error").is_reproducible


def test_only_what_depends_on_the_machine_is_uncertain():
    assert MACHINE_DEPENDENT_RULES == ("R-FILE-12", "R-FILE-13")


@pytest.mark.parametrize(
    ("code", "expected"), [("R-FILE-01", True), ("R-LAYOUT-06", False), ("R-LAYOUT-07", False)]
)
def test_an_error_alone_keeps_a_report_from_being_accepted(code, expected):
    assert is_error(code) is expected


def test_what_follows_is_no_heavier_than_its_cause():
    weight = {"error": 2, "query": 1, "notice": 0}
    for rule in RULES.values():
        assert all(weight[RULES[each].severity] >= weight[rule.severity] for each in rule.follows)


def test_broken_rules_carry_what_they_expect_only_where_that_reports_them_apart():
    expecting = next(rule.code for rule in RULES.values() if rule.expects)
    other = next(rule.code for rule in RULES.values() if not rule.expects)
    found = broken_rules([(expecting, ("2021-07-31",)), (other, ("2021-07-31",))])
    assert found == {f"{expecting} 2021-07-31", other}
