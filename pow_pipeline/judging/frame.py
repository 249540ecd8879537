"""The rows of all forms of a batch as one frame: each cell converted once, known words as codes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pow_pipeline.addresses import column_letters
from pow_pipeline.judging.colours import is_vivid
from pow_pipeline.judging.form import Form
from schemas.matching import matching_key
from schemas.programme import Programme
from schemas.submission import ANSWER_COLUMNS, DAYS, NUMBERS, ROW_COLUMNS
from schemas.values import read_day, read_number

if TYPE_CHECKING:
    Texts = pd.Series[str]

_CELLS: Final = ("status", "category", "explanation")
_TEXTS: Final = ("activity_name", "explanation", "unit")
_WHERE: Final = ("delivery", "sheet", "row", *(f"{name}_cell" for name in _CELLS))
_VALUES: Final = tuple(name for name in ROW_COLUMNS if name not in _WHERE)


def frame_rows(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the activities of all forms, indexed by their addresses, as `row_schema` has them.

    All columns but `row` are text; `status_colour` and `reference` stand there for the rules alone.
    """
    columns: dict[str, list[Any]] = {name: [] for name in (*_WHERE, *_VALUES)}
    columns |= {"status_colour": [], "reference": []}
    for form in forms:
        _add_form(columns, form, programme)
    rows = pd.DataFrame(columns)
    rows = rows.astype(dict.fromkeys((name for name in columns if name != "row"), str))
    rows.index = _addresses(rows)
    rows["activity_id"] = rows["activity_id"].str.normalize("NFC")
    rows["category"] = _converted(rows["category"], _look_up(programme.category_codes))
    rows["status"] = _converted(rows["status"], _look_up(programme.status_codes))
    rows["reason"] = _converted(rows["reason"], _look_up(programme.choice_codes("reason")))
    rows["themes"] = _converted(rows["themes"], _as_tags(programme.choice_codes("themes")))
    for name in DAYS:
        rows[name] = _converted(rows[name], _as_day)
    for name in NUMBERS:
        rows[name] = _converted(rows[name], read_number)
    return rows


def frame_answers(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the answers of all forms, indexed by their addresses; all columns are text.

    `row` and `found`, the question as it was asked, stand there for the rules alone.
    """
    columns: dict[str, list[str]] = {name: [] for name in (*ANSWER_COLUMNS, "row")}
    for form in forms:
        if answers := form.answers:
            count = len(answers.rows)
            columns["delivery"] += [form.delivery.delivery] * count
            columns["sheet"] += [answers.header.sheet.name] * count
            columns["row"] += [f"{number}" for number, _ in answers.rows]
            columns["cell"] += [
                answers.address("score", number, instead="score") for number, _ in answers.rows
            ]
            for name in ("question", "score", "remark"):
                columns[name] += answers.texts(name)
    frame = pd.DataFrame(columns).astype(str)
    frame.index = pd.Index(
        frame["delivery"] + "!" + frame["sheet"] + "!" + frame["cell"], dtype=str
    )
    frame["found"] = frame["question"]
    frame["question"] = _converted(frame["question"], _look_up(programme.question_codes))
    return frame


def _add_form(columns: dict[str, list[Any]], form: Form, programme: Programme) -> None:
    table = form.activities
    numbers = [number for number, _ in table.rows]
    period = programme.period(form.period)
    columns["delivery"] += [form.delivery.delivery] * len(numbers)
    columns["sheet"] += [form.sheet] * len(numbers)
    columns["row"] += numbers
    columns["reference"] += [period.reference.isoformat() if period else ""] * len(numbers)
    columns["status_colour"] += _colours(form, numbers)
    for name in _VALUES:
        columns[name] += table.texts(name)
    for name in _CELLS:
        columns[f"{name}_cell"] += _cells(form, name, numbers)


def _cells(form: Form, name: str, numbers: Sequence[int]) -> list[str]:
    """Return the address of a column in each row, of the status where the form lacks it."""
    header = form.activities.header
    place = header.columns.get(name, header.columns["status"])
    if header.sheet.records_from:
        return [header.sheet.address(place, number) for number in numbers]
    letters = column_letters(place)  # once: there are as many cells as there are rows in a batch
    return [f"{letters}{number}" for number in numbers]


def _colours(form: Form, numbers: Sequence[int]) -> list[str]:
    header = form.activities.header
    place = header.columns["status"]
    vivid = {
        row: colour
        for row, column, colour in header.sheet.coloured
        if column == place and is_vivid(colour)
    }
    return [vivid.get(number, "") for number in numbers]


def _addresses(rows: pd.DataFrame) -> pd.Index:
    numbers = rows["row"].astype(str)
    return pd.Index(rows["delivery"] + "!" + rows["sheet"] + "!" + numbers, dtype=str)


def _converted(texts: "Texts", convert: Callable[[str], str | None]) -> "Texts":
    """Replace each text that can be converted, and leave the others as they are."""
    found = ((text, convert(text)) for text in texts.unique() if text)
    words = {text: word for text, word in found if word is not None}
    return texts.map(words).fillna(texts).astype(str) if words else texts


def _look_up(codes: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda text: codes.get(matching_key(text))


def _as_tags(codes: Mapping[str, str]) -> Callable[[str], str]:
    """Return a conversion of "a, b" to its tags, each on a line of its own."""

    def as_tags(text: str) -> str:
        return "\n".join(dict.fromkeys(codes.get(matching_key(tag), tag) for tag in _tags(text)))

    return as_tags


def _tags(text: str) -> Iterator[str]:
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if tag := part.strip():
            yield tag


def _as_day(text: str) -> str | None:
    day = read_day(text)
    return day.isoformat() if day else None
