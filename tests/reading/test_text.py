"""Text with separators: read cell for cell, or refused; never read as something else."""

import csv
import io

import pytest
from building import HEADER, ROWS, counts_of, send
from hypothesis import given
from hypothesis import strategies as st

from pow_pipeline.reading.limits import Limits, RefusedError
from pow_pipeline.reading.text import read_text
from schemas.text_forms import TextForms

TITLES = (("Regio", "AM12", "", "", ""), ("Periode", "2021-H1", "", "", ""))
CELLS = [*TITLES, HEADER, *ROWS, ("3", 'Café \'t Hoekje; "oud"', "Route", "rood", "Later,\nja")]


def written(cells, separator=";", encoding="utf-8", line_end="\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(cells)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_form_as_text_is_accepted(separator, encoding, line_end, workspace):
    assert send(workspace, "AM12", written(CELLS, separator, encoding, line_end)) == "accepted"
    assert counts_of(workspace) == {"on_track": 1, "behind": 1, "off_track": 1}


def rows_of(content: bytes):
    (sheet,) = read_text(content, TextForms(), Limits())
    return sheet.rows


# Signs that text may hold; a cell is stripped of the spaces around it, whatever wrote it.
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n"), max_size=8
).map(lambda text: text.strip())
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(cells=TABLES, separator=st.sampled_from(";,\t"))
def test_any_table_comes_back_cell_for_cell_or_is_refused(cells, separator):
    try:
        rows = rows_of(written(cells, separator))
    except RefusedError:
        return
    assert [list(row) for row in rows] == cells


@pytest.mark.parametrize(
    ("content", "rule", "cell"),
    [
        (b"a,b,c,d\nB,,2,closed,\n", "R-TEXT-02", "A2"),
        (b"a;b\n1;2\n\na;b;c\n1;2;3\n", "R-TEXT-02", "A4"),
        (b"a;b\n1\n", "R-TEXT-02", "A2"),
        (b'a;b\n1;"2" 3\n', "R-TEXT-03", "A2"),
        (b'a;b\n"1;2\n', "R-TEXT-03", "A2"),
        ("a;b\n1;\u0085\n".encode(), "R-TEXT-01", "A2"),
        (b"\xff\xfea\x00;\x00b", "R-TEXT-04", ""),
    ],
    ids=["one too many", "two tables", "one too few", "after a quote", "open quote", "C1", "cut"],
)
def test_what_is_not_certain_is_refused_with_its_line(content, rule, cell):
    with pytest.raises(RefusedError) as caught:
        rows_of(content)
    assert (caught.value.problem.rule, caught.value.problem.cell) == (rule, cell)
