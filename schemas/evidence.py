"""Columns of the evidence of a validation result, in the Parquet blobs of the record.

Pandera schemas for the rows are in `schemas/submission.py`.
"""

from typing import Final

# One row is one activity of one delivery. The index is the row's address, unique over a batch.
ROW_COLUMNS: Final = {
    "delivery": "string",
    "sheet": "string",
    "row": "int32",  # as numbered in the file, from 1
    "activity_id_cell": "string",
    "status_cell": "string",
    "category_cell": "string",
    "explanation_cell": "string",
    "activity_id": "string",
    "activity_name": "string",
    "category": "string",
    "status": "string",
    "explanation": "string",
    "reason": "string",  # a code of the programme, or the text where it names no choices
    "start": "date",
    "end": "date",
    "target_original": "number",
    "target": "number",
    "unit": "string",
    "realised": "number",
    "themes": "list<string>",
}
DAYS: Final = ("start", "end")
NUMBERS: Final = ("target_original", "target", "realised")

# Rules on helper columns that validation adds, such as `activity_id:written`, by column and kind:
# the text as written, another id that it resembles, or the text that a spreadsheet shows.
HELPER_RULES: Final = {
    ("activity_id", "resembles"): "R-ID-06",
    ("activity_id", "written"): "R-ID-07",
    ("activity_id", "shown"): "R-ID-08",
    **{(name, "written"): "R-DATE-03" for name in DAYS},
    **{(name, "written"): "R-NUMBER-02" for name in NUMBERS},
}

# One row is the score that a region gave to one question.
ANSWER_COLUMNS: Final = {
    "delivery": "string",
    "sheet": "string",
    "cell": "string",
    "question": "string",
    "score": "int32",
    "remark": "string",
}

# One row is one finding; `place` is its order among the findings of its delivery, from 1.
FINDING_COLUMNS: Final = {
    "delivery": "string",
    "place": "int32",
    "rule": "string",
    "stage": "string",
    "severity": "string",
    "sheet": "string",
    "cell": "string",
    "activity_id": "string",
    "activity_name": "string",
    "found": "string",
    "expected": "list<string>",
}

# One row is the answer of a submitter, in a marked workbook, to the query of one rule about one
# activity (`activity_id` is '' for the whole submission); unique by delivery, rule and activity.
QUERY_ANSWER_COLUMNS: Final = {
    "delivery": "string",
    "rule": "string",
    "activity_id": "string",
    "text": "string",
    "sheet": "string",
    "cell": "string",
}

# Evidence of a validation result besides the outcomes; one Parquet blob each.
EVIDENCE: Final = {
    "rows": ROW_COLUMNS,
    "answers": ANSWER_COLUMNS,
    "findings": FINDING_COLUMNS,
    "query_answers": QUERY_ANSWER_COLUMNS,
}


def helper_name(column: str, what: str) -> str:
    """Return the name of a helper column of a column of values."""
    return f"{column}:{what}"
