"""Polluted text with separators: a table is damaged in a known way, and is never read as another.

What is released is the table as it was, or a refusal. Damage that makes another table that is whole
by itself is no part of this: nobody could tell. That is so where a row loses one separator and
gains another, where a quote is put on both sides of a whole cell, and where a piece is cut off
between two rows.
"""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.harness.file_writers import as_csv
from tests.parsing.reads import FORMS, problem_of, read, read_form

WORDS = [
    "groen",
    "Café",
    "Jobhunters, de",
    'het "oude" plan',
    "a;b",
    "één\nregel",
    "",
    "12",
    "ja/nee",
]
Pollute = Callable[[str, str, random.Random], str | bytes]


def table(chance: random.Random) -> list[list[str]]:
    width = chance.randint(2, 6)
    names = [f"Kolom één {number}" for number in range(1, width + 1)]
    rows = [[chance.choice(WORDS) for _ in names] for _ in range(chance.randint(2, 12))]
    return [names, *[[f"A{number}", *row[1:]] for number, row in enumerate(rows)]]


def bare_places(text: str, sign: str = "") -> list[int]:
    """Return the places outside quotes, of one sign if asked; within quotes it is but text."""
    places, is_quoted = [], False
    for place, each in enumerate(text):
        if not is_quoted and each not in '"\n' and sign in ("", each):
            places.append(place)
        is_quoted ^= each == '"'
    return places


def without_a_separator(text: str, separator: str, chance: random.Random) -> str:
    at = chance.choice(bare_places(text, separator))
    return text[:at] + text[at + 1 :]


def with_a_separator(text: str, separator: str, chance: random.Random) -> str:
    at = chance.choice(bare_places(text))
    return text[:at] + separator + text[at:]


def without_a_quote(text: str, separator: str, chance: random.Random) -> str:
    at = chance.choice([place for place, each in enumerate(text) if each == '"'] or [len(text)])
    return text[:at] + text[at + 1 :]


def with_a_quote(text: str, separator: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + '"' + text[at:]


def with_two_quotes(text: str, separator: str, chance: random.Random) -> str:
    """Put quotes before one cell and behind another, some rows further on."""
    edges = bare_places(text, separator)
    first, last = sorted(chance.choices(edges, k=2))
    first += 1
    end = min([place for place in edges if place > last] or [len(text) - 2])
    return f'{text[:first]}"{text[first:end]}"{text[end:]}'


def with_another_line_end(text: str, separator: str, chance: random.Random) -> str:
    parts = text.split("\r\n")
    return "".join(part + chance.choice(["\r\n", "\n", "\r"]) for part in parts[:-1]) + parts[-1]


def with_a_line_end(text: str, separator: str, chance: random.Random) -> str:
    at = chance.choice(bare_places(text))
    return text[:at] + chance.choice(["\r\n", "\n", "\r"]) + text[at:]


def with_a_longer_row(text: str, separator: str, chance: random.Random) -> str:
    header = text.partition("\r\n")[0]
    return text + separator.join(["x"] * (header.count(separator) + 2)) + "\r\n"


def with_another_table(text: str, separator: str, chance: random.Random) -> str:
    wider = ["Id", *"x" * (text.partition("\r\n")[0].count(separator) + 1)]
    return f"{text}\r\n{as_csv([wider] * 3, separator).decode()}"


def with_a_table_of_other_separators(text: str, separator: str, chance: random.Random) -> str:
    other = chance.choice([each for each in ";,\t" if each != separator])
    return text + as_csv(table(chance), other).decode()


def in_two_encodings(text: str, separator: str, chance: random.Random) -> bytes:
    lines = text.split("\r\n")
    at = chance.randrange(len(lines))
    encodings = ["utf-8" if number < at else "cp1252" for number in range(len(lines))]
    if chance.random() < 0.5:
        encodings.reverse()
    return b"\r\n".join(
        line.encode(encoding) for line, encoding in zip(lines, encodings, strict=True)
    )


def with_a_broken_byte(text: str, separator: str, chance: random.Random) -> bytes:
    content = bytearray(text.encode())
    at = chance.randrange(len(content))
    content[at] = chance.choice([each for each in (0x00, 0xC3, 0xE9, 0xFF) if each != content[at]])
    return bytes(content)


def cut_within_a_row(text: str, separator: str, chance: random.Random) -> str:
    lines = text.split("\r\n")
    last = chance.randrange(1, len(lines) - 1) if len(lines) > 2 else 0
    kept = lines[last].rpartition(separator)[0] if separator in lines[last] else lines[last]
    return "\r\n".join([*lines[:last], kept])


def joined_as_files(text: str, separator: str, chance: random.Random) -> bytes:
    return text.encode("utf-8-sig") * 2


POLLUTIONS: tuple[Pollute, ...] = (
    without_a_separator,
    with_a_separator,
    without_a_quote,
    with_a_quote,
    with_two_quotes,
    with_another_line_end,
    with_a_line_end,
    with_a_longer_row,
    with_another_table,
    with_a_table_of_other_separators,
    in_two_encodings,
    with_a_broken_byte,
    cut_within_a_row,
    joined_as_files,
)


def same(rows, cells) -> bool:
    """Whether rows are those of the table, empty ones aside; a line end in a cell may be any."""
    filled = [[" ".join(cell.split()) for cell in row] for row in rows if any(row)]
    return filled == [[" ".join(cell.split()) for cell in row] for row in cells]


@pytest.mark.parametrize("pollute", POLLUTIONS, ids=lambda pollute: pollute.__name__)
@given(seed=st.integers(0, 2**32), separator=st.sampled_from(";,\t"))
def test_a_polluted_table_is_refused_or_read_as_it_was(pollute, seed, separator):
    chance = random.Random(seed)
    cells = table(chance)
    polluted = pollute(as_csv(cells, separator).decode(), separator, chance)
    content = polluted if isinstance(polluted, bytes) else polluted.encode()
    reading = read(content)
    assert reading.problem or same(reading.sheets[0].rows, cells), content


ALWAYS_REFUSED = (
    without_a_separator,
    with_a_separator,
    with_a_quote,
    with_a_longer_row,
    with_another_table,
    with_a_broken_byte,
    cut_within_a_row,
    joined_as_files,
)


@pytest.mark.parametrize("pollute", ALWAYS_REFUSED, ids=lambda pollute: pollute.__name__)
@given(seed=st.integers(0, 2**32))
def test_what_changes_a_table_is_always_refused(pollute, seed):
    chance = random.Random(seed)
    polluted = pollute(as_csv(table(chance), ";").decode(), ";", chance)
    assert problem_of(polluted if isinstance(polluted, bytes) else polluted.encode())


def test_an_unpolluted_table_is_read():
    for seed in range(200):
        cells = table(random.Random(seed))
        assert same(read(as_csv(cells)).sheets[0].rows, cells)


def form_with_short_titles(chance: random.Random) -> list[list[str]]:
    """Return labels and titles of fewer cells than the table, its headings, and its rows."""
    header = ["Activiteit-id", "Activiteit", "Categorie", "Status", "Toelichting"]
    titles = [["Rapportage één"], ["Regio", "AM12"], ["Periode", "2021-H1"], []]
    rows = [
        [f"AM12-{number}", *(chance.choice(WORDS) for _ in header[1:])]
        for number in range(chance.randint(2, 12))
    ]
    return [*titles[: chance.randint(3, 4)], header, *rows]


def under_their_columns(rows) -> list[list[str]]:
    """Return the rows below the headings, under the columns that these mean; empty ones aside."""
    filled = [[*row] for row in rows if any(row)]
    found = [
        place
        for place, row in enumerate(filled)
        if len(set(FORMS.headings.required) & set(FORMS.headings.columns_of(row))) > 1
    ]
    place = found[0] if found else len(filled)
    return [list(FORMS.headings.columns_of(row)) for row in filled[place : place + 1]] + filled[
        place + 1 :
    ]


@pytest.mark.parametrize("pollute", POLLUTIONS, ids=lambda pollute: pollute.__name__)
@given(seed=st.integers(0, 2**32), separator=st.sampled_from(";,\t"))
def test_a_polluted_form_with_short_titles_is_refused_or_its_table_is_as_it_was(
    pollute, seed, separator
):
    """Where a heading itself is damaged, or nothing stands below them, that is reported later."""
    chance = random.Random(seed)
    cells = form_with_short_titles(chance)
    polluted = pollute(as_csv(cells, separator).decode(), separator, chance)
    content = polluted if isinstance(polluted, bytes) else polluted.encode()
    reading = read_form(content)
    if reading.problem:
        return
    found = under_their_columns(reading.sheets[0].rows)
    is_known = len(found) > 1 and all(found[0])
    assert not is_known or same(found, under_their_columns(cells)), content


def test_an_unpolluted_form_with_short_titles_is_read():
    for seed in range(200):
        cells = form_with_short_titles(random.Random(seed))
        reading = read_form(as_csv(cells))
        assert reading.problem is None
        assert same(under_their_columns(reading.sheets[0].rows), under_their_columns(cells))
