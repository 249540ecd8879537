"""Activities under other ids than before: what is proposed, and what is queried."""

import pytest

from tests.harness.builders import ask
from tests.harness.story import copy_workspace
from tests.validation.past_reports import send_histories


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


def numbered(names, *, first=1, **values):
    """Return activities with consecutive ids from `first` on, in the order of the names."""
    return [(f"{n}", *row[1:]) for n, row in enumerate(activities(names, **values), start=first)]


def arrows(*pairs):
    return [f"{old} → {new}" for old, new in pairs]


FEW = NAMES[:12]
LIST = numbered(FEW)
MIXED = [(*row[:2], ("Aanbod", "Route")[n % 2], *row[3:]) for n, row in enumerate(LIST)]
WORSE = [(*row[:3], "rood", "De subsidie is gestopt.") for row in LIST]
OPEN = [(*row[:3], "oranje", "") for row in LIST]
TWICE = [*FEW[:2], "Jobhunters", "Jobhunters"]

# The activities before and now, the pairs with overlapping ids, and every other query of history.
OVERLAPS = {
    "a new row on top": (
        LIST,
        numbered(["Nieuw", *FEW]),
        arrows(*((n, n + 1) for n in range(1, 13))),
        {},
    ),
    "a new row halfway": (
        LIST,
        numbered([*FEW[:6], "Nieuw", *FEW[6:]]),
        arrows(*((n, n + 1) for n in range(7, 13))),
        {},
    ),
    "two exchanged": (
        LIST,
        numbered([FEW[1], FEW[0], *FEW[2:]]),
        arrows((1, 2), (2, 1)),
        {},
    ),
    "sorted by name": (
        numbered([*FEW[8:], *FEW[:8]]),
        LIST,
        arrows(*((n, (n + 7) % 12 + 1) for n in range(1, 13))),
        {},
    ),
    "the first gone and the rest up": (
        LIST,
        numbered(FEW[1:]),
        arrows(*((n, n - 1) for n in range(2, 13))),
        {},
    ),
    "shifted by one": (
        LIST,
        numbered(FEW, first=2),
        arrows(*((n, n + 1) for n in range(1, 13))),
        {},
    ),
    "reversed, in several categories": (
        MIXED,
        [(str(13 - int(row[0])), *row[1:]) for row in MIXED],
        arrows(*((n, 13 - n) for n in range(1, 13))),
        {},
    ),
    "exchanged, worse by two steps": (
        LIST,
        [("2", *WORSE[0][1:]), ("1", *WORSE[1][1:]), *LIST[2:]],
        arrows((1, 2), (2, 1)),
        {},
    ),
    "shifted, with an open status": (
        LIST,
        [(str(int(row[0]) + 1), *row[1:]) for row in OPEN],
        arrows(*((n, n + 1) for n in range(1, 13))),
        {},
    ),
    "the place of one that had ended": (
        [("1", FEW[0], "Aanbod", "afgerond", ""), LIST[1]],
        [("1", *LIST[1][1:])],
        arrows((2, 1)),
        {},
    ),
    "exchanged, and one left out": (
        LIST[:3],
        [("2", *LIST[0][1:]), ("1", *LIST[1][1:])],
        arrows((1, 2), (2, 1)),
        {"R-HISTORY-01": ["3"]},
    ),
    "exchanged, and one under a new id": (
        LIST[:3],
        [("2", *LIST[0][1:]), ("1", *LIST[1][1:]), ("9", *LIST[2][1:])],
        arrows((1, 2), (2, 1)),
        {"R-HISTORY-12": ['3 → 9 "Activiteit c"']},
    ),
    "shifted, with a name that occurs twice": (
        numbered(TWICE),
        numbered(TWICE, first=2),
        arrows((1, 2), (2, 3)),
        {},
    ),
    "moved up, with a name that occurs twice": (
        numbered(TWICE),
        numbered(TWICE[1:]),
        arrows((2, 1)),
        {"R-HISTORY-01": ["4"]},
    ),
    "written otherwise": (
        numbered(["Café – Wérk", "Jobhunters (oost)"]),
        numbered(["Job-hunters  oost", "cafe werk."]),
        arrows((1, 2), (2, 1)),
        {},
    ),
    "the same": (LIST, LIST, [], {"R-HISTORY-06": ["2020-H2"]}),
    "a few names changed": (LIST, numbered(["Anders", "Ook anders", *FEW[2:]]), [], {}),
    "all names changed": (LIST, numbered([f"Anders {name}" for name in FEW]), [], {}),
    "a name in other words": (
        LIST[:2],
        [("1", "activiteit A.", *LIST[0][2:]), LIST[1]],
        [],
        {},
    ),
    "a name that another category has": (
        MIXED[:2],
        [("1", MIXED[1][1], *MIXED[0][2:]), MIXED[1]],
        [],
        {},
    ),
}


@pytest.fixture(scope="module")
def overlapping(template, tmp_path_factory):
    """The expected values of each query of history, by case and rule; pairs that are proposed."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("overlapping"))
    regions = send_histories(workspace, [(before, now) for before, now, *_ in OVERLAPS.values()])
    cases = dict(zip(regions, OVERLAPS, strict=True))
    queries = {case: {} for case in OVERLAPS}
    for region, rule, expected in ask(
        workspace,
        "SELECT sender, rule, expected FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE stage = 'history' AND severity = 'query'",
    ):
        queries[cases[region]][rule] = expected
    proposed = ask(workspace, "SELECT DISTINCT region_code FROM summary.open_proposal(NULL)")
    return queries, {cases[region] for (region,) in proposed}


@pytest.mark.parametrize("case", OVERLAPS)
def test_ids_that_now_mean_other_activities_are_one_query(case, overlapping):
    queries, proposed = overlapping
    *_, moved, others = OVERLAPS[case]
    asked = dict(queries[case])
    shown = [text.rpartition(' "')[0] for text in asked.pop("R-HISTORY-13", [])]
    assert (shown, asked) == (moved, others)
    assert (case in proposed) == ("R-HISTORY-12" in others)


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
