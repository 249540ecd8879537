"""Every file of the corpus becomes what its case says, all of them sent together."""

from collections import Counter

import pytest

from tests.corpus.sending import CASES
from tests.harness.builders import ask, feedback_of


@pytest.mark.parametrize("name", CASES)
def test_it_becomes_what_its_case_says(name, sent):
    case, (workspace, delivery) = CASES[name], sent[name]
    ((outcome,),) = ask(workspace, "SELECT outcome FROM record.result WHERE delivery = ?", delivery)
    found = ask(workspace, "SELECT rule, cell FROM record.finding WHERE delivery = ?", delivery)
    result = feedback_of(workspace, delivery)
    assert (outcome, Counter(found)) == (case.outcome, Counter(case.found)), result
    for text in case.texts:
        assert " ".join(text.split()) in result
