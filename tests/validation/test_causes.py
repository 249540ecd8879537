"""What follows from another finding is not said as well; what does not, is."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pow_pipeline.model.findings import Severity
from schemas.rules import RULES
from tests.corpus.history import BEFORE
from tests.corpus.rules import LOST, QUESTIONS
from tests.harness.builders import (
    HEADER,
    ROWS,
    ask,
    command,
    drop,
    form,
    ingest_at,
    nothing,
    send,
    workbook,
)
from tests.harness.file_writers import SHEET, with_entry
from tests.harness.story import copy_workspace
from tests.validation.past_reports import send_histories

TITLES = (("Regio", "AM12"), ("Periode", "2021-H1"))
BODY = (*ROWS, *nothing())
OLD = (("Regio", "AM18"), ("Periode", "2020-H2"))
RED = ("1", "Jobhunters", "Aanbod", "rood", "Er is geen locatie.")
NEXT_TO = ("",) * 6
SEVERITIES: tuple[Severity, ...] = ("notice", "query", "error")


def found_in(workspace, region: str = "AM12", name: str = "") -> list[tuple[str, str]]:
    """Return rule and cell of what was found in the last file of a region, or of this name."""
    return ask(
        workspace,
        """
        SELECT rule, cell FROM record.finding
        WHERE delivery = (
            SELECT max_by(delivery, sequence) FROM record.delivery
            WHERE sender = ? AND ? IN (name, '')
        )
        ORDER BY rule, cell
        """,
        region,
        name,
    )


def lost(cell: str, row, region: str = "AM12") -> bytes:
    """Return a form with one activity, in which the value of a cell was lost."""
    entry = LOST.replace(b'"E6"', f'"{cell}"'.encode())
    pattern = rf'<c r="{cell}".*?</c>'.encode()
    return with_entry(
        SHEET, lambda inside: re.sub(pattern, entry, inside), form(region, rows=[row])
    )


def test_no_finding_is_hidden_by_one_that_weighs_less():
    for rule in RULES.values():
        for cause in rule.follows:
            weights = [SEVERITIES.index(RULES[code].severity) for code in (rule.code, cause)]
            assert weights == sorted(weights), (rule.code, cause)


def test_a_cause_never_follows_from_another():
    """Else both could be left out, and nobody would be told of either."""
    causes = {cause for rule in RULES.values() for cause in rule.follows}
    assert causes <= set(RULES)
    assert not [code for code in causes if RULES[code].follows]


LAYOUTS = [
    # a misspelt column, and one that really is nobody's
    ([*TITLES, (*HEADER[:3], "Statuss", "Intern"), *BODY], [("R-LAYOUT-02", "A3")]),
    ([*TITLES, (*HEADER, "Intern"), *BODY], [("R-LAYOUT-08", "F3")]),
    # the name of a column was deleted
    ([*TITLES, (*HEADER[:3], "", HEADER[4]), *BODY], [("R-LAYOUT-02", "A3")]),
    # notes below a header, and nothing else
    ([*TITLES, HEADER, ("* volgt",)], [("R-LAYOUT-04", "A4")]),
    ([*TITLES, HEADER, *BODY, (), ("* voorlopig",)], [("R-LAYOUT-07", "A9")]),
    # a second table, below the first and next to it
    ([*TITLES, HEADER, *BODY, (), NEXT_TO + HEADER, NEXT_TO + RED], [("R-LAYOUT-10", "G9")]),
    # one's own region among two, and another one alone
    ([("Regio", "AM18", "AM12"), TITLES[1], HEADER, *BODY], [("R-REGION-04", "B1")]),
    ([("Regio", "AM18"), TITLES[1], HEADER, *BODY], [("R-REGION-02", "B1")]),
    # another region, in a period in which that one reports nothing
    (
        [("Regio", "AM35"), ("Periode", "2019-H1"), HEADER, *BODY],
        [("R-PERIOD-05", "B2"), ("R-REGION-02", "B1")],
    ),
    # the period that is asked for among two; two of which none is
    ([TITLES[0], ("Periode", "2021-H2", "2021-H1"), HEADER, *BODY], [("R-PERIOD-04", "B2")]),
    ([TITLES[0], ("Periode", "2020-H1", "2020-H2"), HEADER, *BODY], [("R-PERIOD-04", "C2")]),
    # a cause of one row says nothing of another
    (
        [*TITLES, HEADER, RED[:4], ("2", "x", "Vraag", "rood", ""), *nothing()],
        [("R-EXPLANATION-01", "E4"), ("R-EXPLANATION-01", "E5")],
    ),
]


@pytest.fixture(scope="module")
def laid_out(template, tmp_path_factory):
    """A workspace to which all of them were sent at once, each under its number."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("laid_out"))
    for number, (cells, _) in enumerate(LAYOUTS):
        drop(workspace, "AM12", workbook(cells), f"{number}.xlsx")
    ingest_at(workspace)
    return workspace


@pytest.mark.parametrize("number", range(len(LAYOUTS)))
def test_causes_in_a_layout(number, laid_out):
    cells, found = LAYOUTS[number]
    sent_at_once = ("R-ORDER-01", "")  # two of them are accepted
    findings = found_in(laid_out, name=f"{number}.xlsx")
    assert [finding for finding in findings if finding != sent_at_once] == found, cells


def of(region: str, *cells: Sequence[str], **sheets: Any) -> bytes:
    """Return a workbook of a region about the usual period."""
    return workbook([("Regio", region), TITLES[1], *cells], **sheets)


REST = (HEADER, *BODY)
TWICE = [("Is er koffie?", "5", ""), ("Is er koffie?", "4", "")]
ALONE: dict[str, bytes] = {  # what a region sends, by the region
    "AM01": of("AM01", HEADER, ("* volgt",), (), ("* later",)),
    "AM02": of("AM02", *REST, second=("Oud", [*OLD, HEADER, *BODY])),
    "AM03": of("AM03", *REST, second=("Voorblad", OLD)),
    "AM05": of("AM05", *REST, second=("Samenwerking", [QUESTIONS, *TWICE])),
    **{
        region: form(region, rows=[(f"{n}", "x", "Aanbod", "rood", text) for n in range(10)])
        for region, text in {"AM06": "Volgt.", "AM07": "Door corona uitgesteld."}.items()
    },
    "AM08": form("AM08", rows=[(*RED[:4], "a@b.nl")]),
}


@pytest.fixture(scope="module")
def alone(template, tmp_path_factory):
    """A workspace to which each region sent one of these."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("alone"))
    for region, content in ALONE.items():
        drop(workspace, region, content)
    ingest_at(workspace)
    return workspace


def test_nothing_below_a_header_shows_what_was_not_taken_for_an_activity(alone):
    query = (
        "SELECT found FROM record.finding JOIN record.delivery USING (delivery) WHERE sender = ?"
    )
    assert ask(alone, query, "AM01") == [("* volgt; * later",)]


def test_a_region_that_is_not_expected_gets_no_day_to_send(workspace):
    """The period has not opened either, which another period would fix as well."""
    early = datetime(2019, 5, 1, tzinfo=UTC)
    regions = workspace.programme / "regions.csv"
    lines = regions.read_text().splitlines()
    later = [f"{line[:-2]}2020-01-01,," if line.startswith("AM35") else line for line in lines]
    regions.write_text("\n".join(later))
    command(workspace, "programme", "activate", "--yes")
    send(workspace, "AM35", form("AM35", "2019-H1"), early)
    assert found_in(workspace, "AM35") == [("R-REGION-05", "")]


def test_what_a_sheet_to_be_removed_says_otherwise_is_not_reported(alone):
    assert found_in(alone, "AM02") == [("R-LAYOUT-05", "")]
    assert found_in(alone, "AM03") == [("R-PERIOD-04", "B2"), ("R-REGION-04", "B1")]


def test_an_unknown_question_is_not_reported_to_stand_twice(alone):
    assert found_in(alone, "AM05") == [("R-QUESTION-01", "A2"), ("R-QUESTION-01", "A3")]


QUERIED = [
    ("groen", "oranje"),
    ("oranje", "oranje"),
    ("rood", "oranje"),
    ("oranje", "rood"),
]


@pytest.fixture(scope="module")
def unexplained(template, tmp_path_factory):
    """The regions that have to explain a status: nothing is said, and then what is was lost."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("unexplained"))
    cases = [([(*RED[:3], before, RED[4])], [(*RED[:3], status, "")]) for before, status in QUERIED]
    regions = send_histories(workspace, cases)
    for region, (_, status) in zip(regions, QUERIED, strict=True):
        drop(workspace, region, lost("E5", (*RED[:3], status, "x"), region), "lost.xlsx")
    ingest_at(workspace)
    return workspace, dict(zip(QUERIED, regions, strict=True))


@pytest.mark.parametrize("case", QUERIED)
def test_a_lost_explanation_is_not_asked_for_as_well(case, unexplained):
    workspace, regions = unexplained
    assert found_in(workspace, regions[case], "lost.xlsx") == [("R-CELL-03", "E5")]
    assert found_in(workspace, regions[case], "now.xlsx") != []


def activities(count: int, status: str = "groen", first: int = 1):
    return [(f"{n}", f"Activiteit {n}", "Aanbod", status, "") for n in range(first, first + count)]


def one_activity(status: str, category: str = "Aanbod"):
    return [("1", "Jobhunters", category, status, "")]


HISTORIES = [
    # who is asked to explain is not told that it would help
    (one_activity("gestopt"), one_activity("oranje"), ["R-HISTORY-04"]),
    (one_activity("nog niet gestart"), one_activity("oranje", "Route"), ["R-HISTORY-02"]),
    (one_activity("nog niet gestart"), one_activity("oranje"), ["R-HISTORY-10"]),
    # 6 of 10 are left out: that is why there are far fewer
    (activities(10), activities(4), ["R-HISTORY-01"]),
    # 15 ended and 1 is left out: with that one there would be far fewer still
    (
        [*activities(5), *activities(15, "gestopt", 6)],
        activities(4),
        ["R-HISTORY-01", "R-HISTORY-07"],
    ),
    # 10 of 20 ended, 1 is left out: with that one there would not
    ([*activities(10), *activities(10, "gestopt", 11)], activities(9), ["R-HISTORY-01"]),
    # far more, though one is left out
    (activities(10), activities(16, first=2), ["R-HISTORY-01", "R-HISTORY-07"]),
]


@pytest.fixture(scope="module")
def lived(template, tmp_path_factory):
    """A workspace in which each of them is the history of a region, and the regions."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("lived"))
    return workspace, send_histories(workspace, [(before, now) for before, now, _ in HISTORIES])


@pytest.mark.parametrize("number", range(len(HISTORIES)))
def test_causes_in_a_history(number, lived):
    before, now, found = HISTORIES[number]
    workspace, regions = lived
    assert [rule for rule, _ in found_in(workspace, regions[number])] == found, (before, now)


LEFT_OUT: dict[str, tuple[list[str], list[str] | None]] = {
    "AM01": ([], ["Vraag", "Route", "Scholing"]),
    "AM02": (["Vraag"], ["Route", "Scholing"]),
    "AM03": (["Vraag", "Route", "Scholing"], None),
}


@pytest.fixture(scope="module")
def left_out(template, tmp_path_factory):
    """A workspace in which regions report one activity, after they had reported more."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("left_out"))
    for region, (before, _) in LEFT_OUT.items():
        categories = enumerate(["Aanbod", *before])
        rows = [(f"{n}", "x", category, "groen", "") for n, category in categories]
        drop(workspace, region, form(region, "2020-H2", rows), "before.xlsx")
    ingest_at(workspace, BEFORE)
    for region in LEFT_OUT:
        drop(workspace, region, of(region, HEADER, ("0", "x", "Aanbod", "groen", "")))
    ingest_at(workspace)
    return workspace


@pytest.mark.parametrize("region", LEFT_OUT)
def test_a_category_whose_activities_are_left_out_is_not_named_as_well(region, left_out):
    before, named = LEFT_OUT[region]
    queries = ask(
        left_out,
        "SELECT rule, expected FROM record.finding JOIN summary.open_query USING (delivery, rule) "
        "WHERE period = '2021-H1' AND region_code = ? ORDER BY rule",
        region,
    )
    ids = [f"{n}" for n, _ in enumerate(before, start=1)]
    expected = [("R-CATEGORY-03", named)] if named else []
    assert queries == [*expected, *([("R-HISTORY-01", ids)] if ids else [])]


@pytest.mark.parametrize(
    ("region", "rules"), [("AM06", {"R-EXPLANATION-02"}), ("AM07", {"R-EXPLANATION-03"})]
)
def test_one_short_explanation_in_every_row_is_too_short_and_that_is_all(region, rules, alone):
    assert {rule for rule, _ in found_in(alone, region)} == rules


def test_personal_data_hides_no_explanation_that_is_too_short(alone):
    """Without the number nothing is left: both are asked at once, not one after the other."""
    assert found_in(alone, "AM08") == [("R-EXPLANATION-02", "E5"), ("R-PRIVACY-02", "E5")]
