"""Activities under other ids than before: which are proposed to be the same, and what is asked."""

import pytest
from building import ask
from judging.past_reports import send_histories
from story import copy_workspace


def activities(names, *, ids="A-{:03}", category="Aanbod", status="groen"):
    return [
        (ids.format(number), name, category, status, "")
        for number, name in enumerate(names, start=1)
    ]


NAMES = [f"Activiteit {letter}" for letter in "abcdefghijklmnopqrstuvwxy"]
OLD = activities(NAMES)
NEW = activities(NAMES, ids="{}")
ALL = [f"A-{number:03} → {number}" for number in range(1, 26)]
OTHERS = activities([f"Anders {letter}" for letter in "abcdefghijklmnopqrstuvwxy"], ids="{}")
ENDED = activities(NAMES[:1], status="afgerond")

# The activities before and now, the pairs that are proposed, and the ids asked for as left out.
CASES = {
    "all": (OLD, NEW, ALL, []),
    "five of twenty-five": (OLD, [*OLD[:20], *NEW[20:]], ALL[20:], []),
    "one": (OLD[:1], NEW[:1], ALL[:1], []),
    "written otherwise": (
        activities(["Café – Wérk", "Jobhunters (oost)"]),
        activities(["cafe werk.", "Job-hunters  oost"], ids="{}"),
        ALL[:2],
        [],
    ),
    "in another order": (OLD[:3], [NEW[2], NEW[0], NEW[1]], ALL[:3], []),
    "another category": (OLD[:2], activities(NAMES[:2], ids="{}", category="Route"), [], [1, 2]),
    "other names": (OLD, OTHERS, [], range(1, 26)),
    "a few names of many": (OLD, [*NEW[:12], *OTHERS[12:]], [], range(1, 26)),
    "more than half": (OLD, [*NEW[:13], *OTHERS[13:]], ALL[:13], range(14, 26)),
    "some forgotten": (OLD, NEW[:20], ALL[:20], range(21, 26)),
    "some added": (OLD[:20], NEW, ALL[:20], []),
    "the same name twice now": (
        OLD[:3],
        [*NEW[:3], ("9", NAMES[0], "Aanbod", "groen", "")],
        ALL[1:3],
        [1],
    ),
    "the same name twice before": (
        [*OLD[:3], ("A-004", NAMES[0], "Aanbod", "groen", "")],
        NEW[:3],
        ALL[1:3],
        [1, 4],
    ),
    "the same name in two categories": (
        [OLD[0], ("A-002", NAMES[0], "Route", "groen", "")],
        [NEW[0], ("2", NAMES[0], "Route", "groen", "")],
        ALL[:2],
        [],
    ),
    "still there": ([OLD[0]], [OLD[0], ("2", NAMES[0], "Aanbod", "groen", "")], [], []),
    "without names": (activities(["", ""]), activities(["", ""], ids="{}"), [], [1, 2]),
    "ended, and begun again": (ENDED, NEW[:1], [], []),
    "ended in both": (ENDED, activities(NAMES[:1], ids="{}", status="gestopt"), ALL[:1], []),
    "nothing new": (OLD[:3], OLD[:2], [], [3]),
    "in another case": (OLD[:1], [("a-001", *OLD[0][1:])], [], []),
}


@pytest.fixture(scope="module")
def found(template, tmp_path_factory):
    """The pairs that are proposed, and the expected values of each rule, by region; the regions."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("renumbered"))
    regions = send_histories(workspace, [(before, now) for before, now, *_ in CASES.values()])
    pairs = ask(
        workspace, "SELECT region_code, old || ' → ' || new FROM summary.open_proposal(NULL)"
    )
    asked = ask(
        workspace,
        "SELECT sender, rule, expected FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE rule IN ('R-HISTORY-01', 'R-HISTORY-12')",
    )
    return dict(zip(CASES, regions, strict=True)), pairs, asked


@pytest.mark.parametrize("case", CASES)
def test_what_is_proposed_and_what_is_asked(case, found):
    regions, pairs, asked = found
    *_, proposed, left_out = CASES[case]
    assert [pair for region, pair in pairs if region == regions[case]] == proposed
    by_rule = {rule: expected for region, rule, expected in asked if region == regions[case]}
    assert by_rule.get("R-HISTORY-01", []) == [f"A-{number:03}" for number in left_out]
    shown = [text.rpartition(' "')[0] for text in by_rule.get("R-HISTORY-12", [])]
    assert shown == proposed
