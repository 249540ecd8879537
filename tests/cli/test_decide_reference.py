"""The page of all decisions is made from their declarations."""

from pathlib import Path

import pytest

from pow_pipeline.cli.decide.reference import decision_kinds, describe_decisions
from pow_pipeline.record.decisions import Decision

PAGE = Path(__file__).parents[2] / "docs" / "decide.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe_decisions(), "run: make docs"


@pytest.mark.parametrize("kind", decision_kinds())
def test_each_decision_can_say_its_effect(kind: type[Decision]) -> None:
    fields = dict.fromkeys(kind.model_fields, "x")
    decision = kind.model_construct(**fields)
    assert decision.sentence()
    assert "{" not in decision.sentence() + decision.following()
