"""Every file of the corpus becomes what its case says, all of them sent together."""

from collections import Counter

import pytest

from pow_pipeline.workspace import Workspace
from tests.corpus.sending import CASES
from tests.harness.builders import ask, feedback_of

Sent = dict[str, tuple[Workspace, str]]
RESULTS = """
    SELECT delivery, outcome, list((rule, cell)) FILTER (rule IS NOT NULL)
    FROM record.result
    LEFT JOIN record.finding USING (delivery)
    GROUP BY ALL
"""


@pytest.fixture(scope="module")
def results(sent: Sent) -> dict[str, tuple[str, Counter[tuple[str, str]]]]:
    """Outcome of each case, and how often each rule found something in a cell."""
    of_workspace = {
        workspace: {delivery: result for delivery, *result in ask(workspace, RESULTS)}
        for workspace in {workspace for workspace, _ in sent.values()}
    }
    return {
        name: (outcome, Counter(findings))
        for name, (workspace, delivery) in sent.items()
        for outcome, findings in [of_workspace[workspace][delivery]]
    }


@pytest.mark.parametrize("name", CASES)
def test_it_becomes_what_its_case_says(
    name: str, sent: Sent, results: dict[str, tuple[str, Counter[tuple[str, str]]]]
) -> None:
    case, feedback = CASES[name], feedback_of(*sent[name])
    assert results[name] == (case.outcome, Counter(case.found)), feedback
    for text in case.texts:
        assert " ".join(text.split()) in feedback
