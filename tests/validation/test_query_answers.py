"""What is taken for an explanation in a marked workbook, and what is not."""

import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Cell, Document, Row, Table

from pow_pipeline.model.documents import Sheet
from pow_pipeline.model.findings import ValidatedBatch
from pow_pipeline.validation import query_answers
from pow_pipeline.validation.evidence import findings_of
from schemas.programme.programme import Programme
from tests.corpus.marked import RED, TITLES, WHY, findings_sheet, marked
from tests.harness.builders import HEADER, nothing
from tests.parsing.reads import read
from tests.validation.batches import validate_readings

RULE = "R-EXPLANATION-01"
FORM = [*TITLES, (), HEADER, *RED, *nothing(RED)]


def sheet(name: str, rows) -> Sheet:
    width = max(map(len, rows))
    return Sheet(name, tuple((*row, *[""] * (width - len(row))) for row in rows))


def validate_sheets(programme: Programme, *sheets: Sheet) -> ValidatedBatch:
    (batch,) = validate_readings([sheets], programme)
    return batch


def answers_in(programme: Programme, *written, rows=FORM) -> list[tuple[str, str, str, str]]:
    """Return rule, activity, text and cell of what a marked workbook explains."""
    validated = validate_sheets(
        programme, sheet("Bevindingen", findings_sheet(written)), sheet("Activiteiten", rows)
    )
    columns = ["rule", "activity_id", "text", "cell"]
    return [tuple(row) for row in validated.query_answers[columns].to_numpy().tolist()]


@pytest.mark.parametrize(
    ("rule", "activities", "kept"),
    [
        (RULE, "1", [(RULE, "1")]),
        (RULE, "1\n2", [(RULE, "1"), (RULE, "2")]),
        (RULE, " 1 \r\n\n2\n", [(RULE, "1"), (RULE, "2")]),
        (RULE, "1\n1", [(RULE, "1")]),
        (RULE, "a1\nA1", [(RULE, "a1")]),
        (RULE, "A\N{EN DASH}1\nA-1", [(RULE, "A-1")]),
        (RULE, "", [(RULE, "")]),
        (f" {RULE.lower()} ", "1", [(RULE, "1")]),
        ("R-NIETS-01", "1", []),
        ("", "1", []),
    ],
)
def test_one_explanation_for_each_activity_of_a_rule_that_there_is(
    rule, activities, kept, programme
):
    found = answers_in(programme, (rule, activities, WHY))
    assert found == [(*each, WHY, "I4") for each in kept]


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("", False),
        ("   ", False),
        ("negen lett", False),
        ("tien letter", True),
        ("..........!", False),
        ("06-12345678", False),  # nothing is left of it
    ],
)
def test_a_text_that_says_too_little_explains_nothing(text, is_kept, programme):
    assert bool(answers_in(programme, (RULE, "1", text))) == is_kept


def test_several_texts_about_the_same_are_one_explanation(programme):
    written = [(RULE, "1\n2", WHY), (RULE, "1", WHY), (RULE, "1", "Wij zoeken een ander.")]
    assert answers_in(programme, *written) == [
        (RULE, "1", f"{WHY}\nWij zoeken een ander.", "I4"),
        (RULE, "2", WHY, "I4"),
    ]


def test_nothing_personal_is_kept_and_the_rules_of_privacy_say_where(programme):
    written = (RULE, "123456782", "Vraag Jan, 06-12345678, of jan@voorbeeld.nl.")
    validated = validate_sheets(
        programme,
        sheet("Bij 06-12345678", findings_sheet([written])),
        sheet("Activiteiten", [*TITLES, HEADER, ("123456782", *RED[0][1:]), *nothing(RED)]),
    )
    ((_, finding),) = [
        each for each in findings_of(validated)["AM12-2-1"] if each[1].rule == "R-PRIVACY-02"
    ]
    assert (finding.sheet, finding.cell, finding.found) == ("Bij •••", "I4", "•••")
    ((_, rule, name, text, where, cell),) = validated.query_answers.to_numpy().tolist()
    assert (rule, text, where, cell) == (RULE, "Vraag Jan, •••, of •••.", "Bij •••", "I4")
    asked = next(each for _, each in findings_of(validated)["AM12-2-1"] if each.rule == RULE)
    assert (asked.activity_id, asked.answer) == (name, text)
    assert "123456782" not in name


def test_a_report_that_is_not_accepted_keeps_what_it_explains(programme):
    rows = [*TITLES, HEADER, ("1", "x", "Aanbod", "paars", ""), *nothing(RED)]
    assert answers_in(programme, (RULE, "1", WHY), rows=rows) == [(RULE, "1", WHY, "I4")]


def test_each_finding_comes_with_what_is_stated_to_it(programme):
    validated = validate_sheets(
        programme,
        sheet("Bevindingen", findings_sheet([(RULE, "2", WHY), ("R-NAME-01", "1", WHY)])),
        sheet("Activiteiten", FORM),
    )
    found = [(each.activity_id, each.answer) for _, each in findings_of(validated)["AM12-2-1"]]
    assert found == [("1", ""), ("2", WHY)]


@pytest.mark.parametrize(
    ("rows", "is_taken_out"),
    [
        (18, True),
        (19, False),  # below the first twenty rows
    ],
)
def test_how_far_down_the_labels_may_stand(rows, is_taken_out, programme):
    listed = findings_sheet([(RULE, "1", WHY)])[1:]
    found = validate_sheets(
        programme,
        sheet("Bevindingen", [*[("",)] * rows, *listed]),
        sheet("Activiteiten", FORM),
    )
    assert bool(len(found.query_answers)) == is_taken_out


@pytest.mark.parametrize("lacking", ["Regel", "Uw uitleg"])
def test_a_sheet_that_lacks_a_label_is_no_sheet_of_findings(lacking, programme):
    rows = [
        tuple("x" if cell == lacking else cell for cell in row)
        for row in findings_sheet([(RULE, "1", WHY)])
    ]
    validated = validate_sheets(programme, sheet("Bevindingen", rows), sheet("Activiteiten", FORM))
    assert validated.query_answers.empty


def test_labels_are_known_in_each_language_of_the_programme_and_in_no_other(programme):
    english = [
        sheet("Findings", findings_sheet([(RULE, "1", WHY)], "en")),
        sheet("Activiteiten", FORM),
    ]
    assert validate_sheets(programme, *english).query_answers.empty
    both = programme.model_copy(update={"languages": ("nl", "en")})
    assert validate_sheets(both, *english).query_answers["text"].tolist() == [WHY]


def as_ods(**sheets) -> bytes:
    document = Document("ods")
    document.body.clear()
    for name, cells in sheets.items():
        table = Table(name)
        for texts in cells:
            row = Row()
            for text in texts:
                row.append_cell(Cell(text or None))
            table.append_row(row)
        document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        marked([(RULE, "1\n2", WHY)]),
        as_ods(Bevindingen=findings_sheet([(RULE, "1\n2", WHY)]), Activiteiten=FORM),
    ],
)
def test_each_kind_of_workbook_explains_the_same(content, programme):
    validated = validate_sheets(programme, *read(content).sheets)
    assert validated.results[0].outcome == "accepted"
    written = validated.query_answers[["activity_id", "text", "sheet", "cell"]].to_numpy().tolist()
    assert written == [[each, WHY, "Bevindingen", "I4"] for each in ("1", "2")]


def test_what_one_delivery_can_answer_is_bounded(programme, monkeypatch):
    monkeypatch.setattr(query_answers, "_MOST_SIGNS", 3 * len(WHY))
    found = answers_in(programme, (RULE, "\n".join("12345"), WHY))
    assert [activity for _, activity, _, _ in found] == ["1", "2", "3"]


@pytest.fixture(scope="module")
def alone(programme):
    """What the activities say without that sheet."""
    return validate_sheets(programme, sheet("Activiteiten", FORM))


WRITTEN = st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=4)


@settings(max_examples=5)
@given(books=st.lists(WRITTEN, min_size=5, max_size=5))
def test_no_text_on_the_sheet_changes_what_the_activities_say(programme, alone, books):
    """Nor does any of it fail; what is kept is unique and whole."""
    sheets = [
        [sheet("Bevindingen", findings_sheet(written)), sheet("Activiteiten", FORM)]
        for written in books
    ]
    for validated in validate_readings(sheets, programme):
        assert unnamed(validated.rows).equals(unnamed(alone.rows))
        assert validated.results[0].outcome == "accepted"
        answers = validated.query_answers
        ids = answers["activity_id"].map(str.casefold)
        assert not answers.assign(activity_id=ids).duplicated(["rule", "activity_id"]).any()


def unnamed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns="delivery").reset_index(drop=True)
