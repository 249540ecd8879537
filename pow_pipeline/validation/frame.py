"""The rows of all forms of a batch as one frame: each cell converted once, known words as codes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pow_pipeline.addresses import column_letters
from pow_pipeline.validation.colours import is_vivid
from pow_pipeline.validation.form import Form
from schemas.programme.programme import Programme
from schemas.submission import ANSWER_COLUMNS, DAYS, NUMBERS, ROW_COLUMNS, aside_name
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
_TEXTS: Final = ("activity_name", "explanation", "unit")
_WHERE: Final = ("delivery", "sheet", "row", *(f"{name}_cell" for name in _CELLS))
_VALUES: Final = tuple(name for name in ROW_COLUMNS if name not in _WHERE)


def frame_rows(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the activities of all forms, indexed by their addresses, as `row_schema` has them.

    All columns but `row` are text; `status_colour` and `reference` stand there for the rules alone.
    """
    columns: dict[str, list[Any]] = {name: [] for name in (*_WHERE, *_VALUES)}
    columns |= {"status_colour": [], "reference": [], "shown": []}
    for form in forms:
        _add_form(columns, form, programme)
    rows = pd.DataFrame(columns)
    rows = rows.astype(dict.fromkeys((name for name in columns if name != "row"), str))
    rows.index = _addresses(rows)
    _settle_ids(rows)
    rows["category"] = _converted(rows["category"], _look_up(programme.category_codes))
    rows["status"] = _converted(rows["status"], _look_up(programme.status_codes))
    rows["reason"] = _converted(rows["reason"], _look_up(programme.choice_codes("reason")))
    rows["themes"] = _converted(rows["themes"], _as_tags(programme.choice_codes("themes")))
    zone = programme.zone
    for name in DAYS:
        _keep_beside(rows, name, lambda text: has_time(text, zone))
        rows[name] = _converted(rows[name], lambda text: _as_day(text, zone))
    for name in NUMBERS:
        _keep_beside(rows, name, is_rounded)
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


def _shown(form: Form, numbers: Sequence[int]) -> list[str]:
    """Return what a spreadsheet shows for the id in each row, '' where that is the id itself."""
    header = form.activities.header
    place = header.columns["activity_id"]
    shown = {row: text for row, column, text in header.sheet.padded if column == place}
    return [shown.get(number, "") for number in numbers]


def _settle_ids(rows: pd.DataFrame) -> None:
    """Put the ids into their canonical form, with what there is to say about each beside it."""
    shown = rows.pop("shown")
    if shown.ne("").any():
        rows[aside_name("activity_id", "shown")] = shown
    _keep_beside(rows, "activity_id", is_altered)
    rows["activity_id"] = _converted(rows["activity_id"], canonical_id)
    _keep_resembling(rows)


def _keep_beside(rows: pd.DataFrame, name: str, is_changed: Callable[[str], bool]) -> None:
    """Keep the text of a column beside it, where converting it changes what it says."""
    changed = [text for text in rows[name].unique() if is_changed(text)]
    if changed:
        rows[aside_name(name, "written")] = rows[name].where(rows[name].isin(changed), "")


def _keep_resembling(rows: pd.DataFrame) -> None:
    """Keep, beside each id, another one of the same delivery that may mean the same activity."""
    ids = rows["activity_id"]
    keys = ids.map({text: resemblance_key(text) for text in ids.unique()})
    named = pd.DataFrame({"delivery": rows["delivery"], "key": keys, "id": ids})
    named["folded"] = named["id"].str.casefold()
    different = named[named["id"].ne("")].drop_duplicates(["delivery", "key", "folded"])
    doubtful = different[different.duplicated(["delivery", "key"], keep=False)]
    if doubtful.empty:
        return
    spelled: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for *at, text, _ in doubtful.itertuples(index=False):
        spelled[tuple(at)].append(text)
    rows[aside_name("activity_id", "resembles")] = [
        _other(spelled.get(tuple(at), ()), text) for *at, text, _ in named.itertuples(index=False)
    ]


def _other(ids: Sequence[str], text: str) -> str:
    """Return the first of some ids that is another one than this, '' where there is none."""
    return next((each for each in ids if each.casefold() != text.casefold()), "")


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


def _as_day(text: str, zone: tzinfo) -> str | None:
    day = day_of_moment(text, zone)
    return day.isoformat() if day else None
