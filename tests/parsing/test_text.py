"""Text with separators: read cell for cell, or refused; never read as something else."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pow_pipeline.parsing.encoding import decode
from pow_pipeline.parsing.limits import Limits, RefusedError
from pow_pipeline.parsing.texts.delimited import read_text
from schemas.text.text_forms import TextForms
from tests.harness.builders import (
    HEADER,
    ROWS,
    ask,
    counts_of,
    drop,
    ingest_at,
    nothing,
    send,
)
from tests.harness.story import copy_workspace
from tests.parsing.reads import read_form

ODD = ("3", 'Café \'t Hoekje; "oud"', "Route", "rood", "Later,\nja")
ACTIVITIES = """
    SELECT sender, activity_id, activity_name, status, explanation
    FROM record.activity_status
    JOIN record.submission USING (submission)
    JOIN record.delivery USING (delivery)
    ORDER BY sender, activity_id
"""
Way = tuple[str, str, str]
WAYS: list[Way] = [
    (separator, encoding, line_end)
    for separator in (";", ",", "\t")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
    for line_end in ("\n", "\r\n")
]


def written(cells, separator=";", encoding="utf-8", line_end="\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(cells)
    return text.getvalue().encode(encoding)


@pytest.fixture(scope="module")
def read_as_text(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[Way, list[list[str]]]:
    """The activities accepted from the form as text, by the way in which a region wrote it."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("ways"))
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    ways = dict(zip(regions, WAYS, strict=False))
    for region, way in ways.items():
        titles = (("Regio", region, "", "", ""), ("Periode", "2021-H1", "", "", ""))
        drop(workspace, region, written([*titles, HEADER, *ROWS, ODD], *way), "form.csv")
    ingest_at(workspace)
    rows = ask(workspace, ACTIVITIES)
    return {way: [row for sender, *row in rows if sender == region] for region, way in ways.items()}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(map(repr, way)))
def test_a_form_as_text_is_accepted(way: Way, read_as_text: dict[Way, list[list[str]]]) -> None:
    assert read_as_text[way] == [
        ["1", "Jobhunters", "on_track", ""],
        ["2", "Banenmarkt", "behind", "Uitgesteld tot mei."],
        ["3", 'Café \'t Hoekje; "oud"', "off_track", "Later,\nja"],
    ]


def rows_of(content: bytes):
    forms = TextForms()
    return read_text(decode(content, forms.encodings), forms, Limits()).rows


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
        (b'a;b\n1;2\n3;x"y\n', "R-TEXT-03", "A3"),
        (b'a;b\n1; "2"\n', "R-TEXT-03", "A2"),
        (b'a;b\n"1\n1";2\n3;"4\n', "R-TEXT-03", "A4"),
        (b'a;b\r"1\r1";2\r3\r', "R-TEXT-02", "A4"),
        (b'a;b\n1;"2\n3;"\n', "R-TEXT-03", "A2"),
        (b'a;"b\n1;2"\n', "R-TEXT-03", "A1"),
        ("a;b\n1;é\n2;".encode() + b"\xe9\n", "R-TEXT-05", "A2"),
        (b"a;b\n1;\xed\xa0\x80\n", "R-TEXT-01", "A2"),
        (b"a;b\n1;2\n\xed\xb8\x81;2\n", "R-TEXT-01", "A3"),
        (b"\xef\xbb\xbfa;b\n1;\xed\xa0\xbd\xed\xb8\x80\n", "R-TEXT-01", "A2"),
        (b"\xef\xbb\xbfa;b\n1;\xe9\n", "R-TEXT-04", ""),
        ("a;b\n1;2\n\ufeffa;b\n".encode(), "R-TEXT-01", "A3"),
        (b"a;b\n1;2\x1a\n", "R-TEXT-01", "A2"),
        ("a;b\n1;2\n".encode("utf-16-le"), "R-TEXT-01", "A1"),
        ("a;b\n1;2\n".encode("utf-32"), "R-TEXT-01", "A1"),
        (b"sep=|\na|b\n", "R-FILE-01", ""),
        (b"a;b,c\n1;2,3\n", "R-TEXT-06", "A1"),
        (b"a;b,c\n1;2,3\n4,5\n6;7,8\n", "R-TEXT-06", "A1"),
    ],
    ids=[
        *("one too many", "two tables", "one too few", "after a quote", "open quote", "C1", "cut"),
        *("quote within", "blank before a quote", "line after a cell of two", "CR alone"),
        *("swallowed row", "swallowed table", "two encodings"),
        *("half a pair", "the other half", "a pair", "mark and other encoding"),
        *("second mark", "end of file within", "UTF-16 without a mark", "UTF-32"),
        *("unknown separator declared", "two separators", "two separators, one short"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_line(content, rule, cell):
    with pytest.raises(RefusedError) as caught:
        rows_of(content)
    assert (caught.value.problem.rule, caught.value.problem.cell) == (rule, cell)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"sep=,\r\na,b;c\r\n1,2;3\r\n", [("", ""), ("a", "b;c"), ("1", "2;3")]),
        (b'"SEP=;"\na;b\n', [("", ""), ("a", "b")]),
        (b"a;b\n1;2\n\x1a", [("a", "b"), ("1", "2")]),
        (b"a;b;\n1;2;\n", [("a", "b", ""), ("1", "2", "")]),
        (b"a;b\n \n;\n1;2", [("a", "b"), ("", ""), ("", ""), ("1", "2")]),
        (b"a;b\r1;2\n3;4\r\n", [("a", "b"), ("1", "2"), ("3", "4")]),
        (b'a;b\n1;"x\r\ny"\n', [("a", "b"), ("1", "x\r\ny")]),
        (b'a;b\n1;"x; ""y"""\n', [("a", "b"), ("1", 'x; "y"')]),
        ("a;b\n1;x\u2028y\n".encode(), [("a", "b"), ("1", "x\u2028y")]),
        (b"a;b\n1;caf\xe9\n", [("a", "b"), ("1", "caf\u00e9")]),
        (b"Half 1, 2021;\nId;Naam\n1;x\n", [("Half 1, 2021", ""), ("Id", "Naam"), ("1", "x")]),
        (b'a,"b; c"\n1,2\n3,4\n', [("a", "b; c"), ("1", "2"), ("3", "4")]),
    ],
    ids=[
        *("declared", "declared in quotes", "end of file", "separator at the end", "blank rows"),
        *("line ends", "line end in a cell", "quotes in a cell", "line separator", "cp1252"),
        *("a title with another separator", "another separator in quotes"),
    ],
)  # fmt: skip
def test_what_is_certain_is_read(content, rows):
    assert rows_of(content) == tuple(rows)


@pytest.mark.parametrize(
    ("content", "limits", "rule"),
    [
        (b"a;b\n" * 3, Limits(rows=3), None),
        (b"a;b\n" * 4, Limits(rows=3), "R-FILE-09"),
        (b"a;b;c\n", Limits(columns=3), None),
        (b"a;b;c;d\n", Limits(columns=3), "R-FILE-10"),
        (b";" * 1001, Limits(cells=1000), "R-FILE-14"),
        (b"a;" + b"x" * 131_073, Limits(), "R-FILE-11"),
    ],
)
def test_text_is_counted_before_it_is_split(content, limits, rule):
    if rule is None:
        read_text(content.decode(), TextForms(), limits)
        return
    with pytest.raises(RefusedError) as caught:
        read_text(content.decode(), TextForms(), limits)
    assert caught.value.problem.rule == rule


HEADINGS = "Activiteit-id;Activiteit;Categorie;Status;Toelichting\n"
LINES = "1;Jobhunters;Aanbod;groen;\n2;Markt;Vraag;oranje;Later.\n"
LABELS = "Regio;AM12\nPeriode;2021-H1\n"


@pytest.mark.parametrize(
    "titles",
    [
        LABELS,
        f"{LABELS}\n",
        f"Rapportage\n{LABELS}",
        f"Rapportage, eerste halfjaar\n{LABELS}",
        f'"Rapportage; eerste halfjaar"\n{LABELS}',
        f'"Rapportage, eerste halfjaar";;;;\n{LABELS}',
        "Regio;AM12;Periode;2021-H1\n",
        "Regio: AM12\nPeriode: 2021-H1\n",
        "Regio;AM12;;\nPeriode;2021-H1;\n;\n",
        f"{LABELS}Toelichting, reden en doel zijn niet verplicht\n",
        f"[concept] Rapportage\n{LABELS}",
        f"{{concept}} Rapportage\n{LABELS}",
        f"<concept> Rapportage\n{LABELS}",
        f"{LABELS}Ingevuld op;10-07-2021;door;J. Jansen\n",
        f"{'Uitleg' + chr(10)}" * 17 + LABELS,
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_titles_above_the_headings_may_be_short(titles, separator):
    text = f"{titles}{HEADINGS}{LINES}"
    if separator != ";":
        text = text.replace(",", "").replace(";", separator)
        text = text.replace(f'"Rapportage{separator}', '"Rapportage;')
    reading = read_form(text.encode())
    assert reading.problem is None
    rows = [row for row in reading.sheets[0].rows if any(row)]
    assert rows[-3:] == [HEADER, ("1", *ROWS[0][1:]), ("2", "Markt", "Vraag", "oranje", "Later.")]
    assert {len(row) for row in reading.sheets[0].rows} == {5}


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        (f"{LABELS}{HEADINGS}{LINES}3;x;Route;groen\n", 6, "4", "5"),
        (f"{LABELS}{HEADINGS}3;x;;Route;groen;\n{LINES}", 4, "6", "5"),
        (f"{LABELS}\n{HEADINGS.replace(';Status', 'Status')}{LINES}", 4, "4", "5"),
        (f"{LABELS}\n{HEADINGS.replace(';Status', ';;Status')}{LINES}", 4, "6", "5"),
        (f"Regio;AM12;;;;\n{HEADINGS}{LINES}", 1, "6", "5"),
        (f"{LABELS}{HEADINGS}1;x;Aanbod;groen\n2;y;Vraag;groen\n", 4, "4", "5"),
        (f"{LABELS}{HEADINGS}1;x;Aanbod;groen;;\n2;y;Vraag;groen;;\n", 4, "6", "5"),
        (f"{LABELS}{HEADINGS.replace('Status;', '')}{LINES}", 3, "4", "5"),
        (f"{LABELS}{HEADINGS}{LINES}Totaal;2\n", 6, "2", "5"),
        ("Kop\na;b;c\n1;2;3\n4;5;6\n", 1, "1", "3"),
        ("Kop;x\na;b;c\n1;2;3\n4;5;6\n", 1, "2", "3"),
        (f'{LABELS}"een\ntitel"\n{HEADINGS}{LINES}3;x\n', 8, "2", "5"),
    ],
)
def test_a_wrong_line_is_named_itself(text, line, found, expected):
    problem = read_form(text.encode()).problem
    assert problem is not None
    result = (problem.rule, problem.cell, problem.found, problem.expected)
    assert result == ("R-TEXT-02", f"A{line}", found, (expected,))


@pytest.mark.parametrize(
    "text",
    [
        f'{LABELS}{HEADINGS}1;x;Aanbod;groen;"Goed, gaat door"\n2;y;Vraag;groen;"Goed, ja"\n',
        f'"Rapportage, nu";;;;\n{HEADINGS}1;"a, b";Aanbod;groen;"c, d"\n2;"e, f";Vraag;groen;x\n',
        f'{HEADINGS}1;"a\tb";Aanbod;groen;\n2;"c\td";Vraag;groen;\n',
        f'{HEADINGS}1;"a, ""b"", c";Aanbod;groen;\n2;"a, ""b"", c";Vraag;groen;\n',
        '"a, b";c\n"d, e";f\n',
        '"a;b",c\n"d;e",f\n',
        'a;"b, c"\n1;"2, 3"\n4;"5, 6"\n',
        'a;"b,\nc"\n1;"2,\n3"\n',
        '"Activiteit-id";"Activiteit";"Categorie";"Status"\n"1";"a, b";"Route";"groen"\n',
    ],
)
def test_other_separators_in_quotes_are_text(text):
    reading = read_form(text.encode())
    assert reading.problem is None
    separator = "," if text.startswith('"a;') else ";"
    parsed = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    width = max(map(len, reading.sheets[0].rows))
    assert [[*row] for row in reading.sheets[0].rows] == [
        row + [""] * (width - len(row)) for row in parsed
    ]


def test_a_form_with_short_titles_counts(workspace):
    body = "".join(";".join(row) + "\n" for row in (*ROWS, *nothing()))
    text = f"[concept] Rapportage, eerste versie\n{LABELS}\n{HEADINGS}{body}"
    assert send(workspace, "AM12", text.encode(), name="form.csv") == "accepted"
    assert counts_of(workspace) == {"on_track": 1, "behind": 1, "off_track": 0}
