"""Builds one frame of the rows of all forms in a batch, with known words converted to codes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pow_pipeline.addresses import column_letters
from pow_pipeline.validation.colours import is_vivid
from pow_pipeline.validation.form import Form
from schemas.evidence import ANSWER_COLUMNS, DAYS, NUMBERS, ROW_COLUMNS, helper_name
from schemas.programme.programme import Programme
from schemas.text.ids import canonical_id, is_altered, resemblance_key
from schemas.text.matching import matching_key
from schemas.text.values import (
    day_of_moment,
    has_time,
    is_rounded,
    read_number,
    whole_number,
)

if TYPE_CHECKING:
    Texts = pd.Series[str]

_CELLS: Final = ("activity_id", "status", "category", "explanation")
_WHERE: Final = ("delivery", "sheet", "row", *(f"{name}_cell" for name in _CELLS))
_VALUES: Final = tuple(name for name in ROW_COLUMNS if name not in _WHERE)


def frame_rows(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the activities of all forms for `row_schema`; one row is one activity.

    The index is the address of the row. All columns except `row` are text. Only the rules use the
    columns `status_colour` and `reference`.
    """
    columns: dict[str, list[Any]] = {name: [] for name in (*_WHERE, *_VALUES)}
    columns |= {"status_colour": [], "reference": [], "shown": []}
    for form in forms:
        _add_form(columns, form, programme)
    rows = pd.DataFrame(columns)
    rows = rows.astype(dict.fromkeys((name for name in columns if name != "row"), str))
    rows.index = _addresses(rows)
    _resolve_ids(rows)
    rows["category"] = _converted(rows["category"], _look_up(programme.category_codes))
    rows["status"] = _converted(rows["status"], _look_up(programme.status_codes))
    rows["reason"] = _converted(rows["reason"], _look_up(programme.choice_codes("reason")))
    rows["themes"] = _converted(rows["themes"], _as_tags(programme.choice_codes("themes")))
    zone = programme.zone
    for name in DAYS:
        _keep_original(rows, name, lambda text: has_time(text, zone))
        rows[name] = _converted(rows[name], lambda text: _as_day(text, zone))
    for name in NUMBERS:
        _keep_original(rows, name, is_rounded)
        rows[name] = _converted(rows[name], read_number)
    return rows


def frame_answers(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the answers of all forms; one row is one answer, and all columns are text.

    The index is the address of the score. Only the rules use the columns `row` and `found`, which
    is the question as written in the form.
    """
    columns: dict[str, list[str]] = {name: [] for name in (*ANSWER_COLUMNS, "row")}
    for form in forms:
        if answers := form.answers:
            count = len(answers.rows)
            columns["delivery"] += [form.delivery.delivery] * count
            columns["sheet"] += [answers.header.sheet.name] * count
            columns["row"] += [f"{number}" for number, _ in answers.rows]
            columns["cell"] += [
                answers.address("score", number, fallback="score") for number, _ in answers.rows
            ]
            for name in ("question", "score", "remark"):
                columns[name] += answers.texts(name)
    frame = pd.DataFrame(columns).astype(str)
    frame.index = pd.Index(
        frame["delivery"] + "!" + frame["sheet"] + "!" + frame["cell"], dtype=str
    )
    frame["found"] = frame["question"]
    frame["score"] = _converted(frame["score"], whole_number)
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
    columns["shown"] += _shown(form, numbers)
    for name in _VALUES:
        columns[name] += table.numbers(name) if name in NUMBERS else table.texts(name)
    for name in _CELLS:
        columns[f"{name}_cell"] += _cells(form, name, numbers)


def _cells(form: Form, name: str, numbers: Sequence[int]) -> list[str]:
    """Return the cell address of a column in each row; of the status if the form lacks it."""
    header = form.activities.header
    place = header.columns.get(name, header.columns["status"])
    if header.sheet.records_from:
        return [header.sheet.address(place, number) for number in numbers]
    letters = column_letters(place)  # once per form, not once per cell
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


def _shown(form: Form, numbers: Sequence[int]) -> list[str]:
    """Return the shown text of the id in each row; '' if it equals the id itself."""
    header = form.activities.header
    place = header.columns["activity_id"]
    shown = {row: text for row, column, text in header.sheet.padded if column == place}
    return [shown.get(number, "") for number in numbers]


def _resolve_ids(rows: pd.DataFrame) -> None:
    """Convert the ids to their canonical form, and store notes about them in extra columns."""
    shown = rows.pop("shown")
    if shown.ne("").any():
        rows[helper_name("activity_id", "shown")] = shown
    _keep_original(rows, "activity_id", is_altered)
    rows["activity_id"] = _converted(rows["activity_id"], canonical_id)
    _keep_resembling(rows)


def _keep_original(rows: pd.DataFrame, name: str, is_changed: Callable[[str], bool]) -> None:
    """Keep the original text in an extra column if converting it changes its meaning."""
    changed = [text for text in rows[name].drop_duplicates().tolist() if is_changed(text)]
    if changed:
        rows[helper_name(name, "written")] = rows[name].where(rows[name].isin(changed), "")


def _keep_resembling(rows: pd.DataFrame) -> None:
    """Store next to each id a similar one in the same delivery that can mean the same activity."""
    ids = rows["activity_id"]
    keys = ids.map({text: resemblance_key(text) for text in ids.drop_duplicates().tolist()})
    frame = pd.DataFrame({"delivery": rows["delivery"], "key": keys, "id": ids})
    frame["folded"] = frame["id"].str.casefold()
    different = frame[frame["id"].ne("")].drop_duplicates(["delivery", "key", "folded"])
    doubtful = different[different.duplicated(["delivery", "key"], keep=False)]
    if doubtful.empty:
        return
    spelled: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for *at, text, _ in doubtful.itertuples(index=False):
        spelled[tuple(at)].append(text)
    rows[helper_name("activity_id", "resembles")] = [
        _other(spelled.get(tuple(at), ()), text) for *at, text, _ in frame.itertuples(index=False)
    ]


def _other(ids: Sequence[str], text: str) -> str:
    """Return the first id that differs from `text`, ignoring case; '' if there is none."""
    return next((other for other in ids if other.casefold() != text.casefold()), "")


def _addresses(rows: pd.DataFrame) -> pd.Index:
    numbers = rows["row"].astype(str)
    return pd.Index(rows["delivery"] + "!" + rows["sheet"] + "!" + numbers, dtype=str)


def _converted(texts: "Texts", convert: Callable[[str], str | None]) -> "Texts":
    """Replace each text that can be converted, and leave the others unchanged."""
    pairs = ((text, convert(text)) for text in texts.drop_duplicates().tolist() if text)
    words = {text: word for text, word in pairs if word is not None}
    return texts.map(words).fillna(texts).astype(str) if words else texts


def _look_up(codes: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda text: codes.get(matching_key(text))


def _as_tags(codes: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that converts "a, b" to tags, one per line."""

    def as_tags(text: str) -> str:
        return "\n".join(dict.fromkeys(codes.get(matching_key(tag), tag) for tag in _tags(text)))

    return as_tags


def _tags(text: str) -> Iterator[str]:
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if tag := part.strip():
            yield tag


def _as_day(text: str, zone: tzinfo) -> str | None:
    day = day_of_moment(text, zone)
    return day.isoformat() if day else None
