"""Successors and mappings: what a programme folder may say of them, and where they lead in time."""

import pytest

from pow_pipeline.jobs.setup.initialise import find_programme
from schemas.programme.folder import (
    ProgrammeError,
    digest_programme,
    read_programme,
    read_programme_folder,
)
from schemas.programme.parts import MappedActivity
from schemas.programme.register import Mappings, follow_mappings

HEADER = "from_region,from_id,to_region,to_id,period\n"


@pytest.fixture
def files():
    """The built-in programme, in which AM12 has AM13 as a successor and AM14 exists from 2021."""
    files = read_programme_folder(find_programme())
    lines = files["regions.csv"].decode().splitlines()
    lines[0] += ",successors"
    lines = [line + ",AM13" if line.startswith("AM12,") else line for line in lines]
    lines = [
        line.removesuffix(",,,") + ",2021-01-01,," if line.startswith("AM14,") else line
        for line in lines
    ]
    return files | {"regions.csv": "\n".join(lines).encode()}


def test_another_separator_is_named(files):
    files["mappings.csv"] = HEADER.replace(",", ";").encode() + b"AM12;7;AM12;8;2021-H1\n"
    with pytest.raises(ProgrammeError, match=r"mappings\.csv line 1: no column .* with commas"):
        read_programme(files)


def with_mappings(files, lines):
    return read_programme(files | {"mappings.csv": (HEADER + lines).encode()})


def test_a_folder_may_hold_mappings(files, tmp_path):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    without = read_programme_folder(tmp_path)
    (tmp_path / "mappings.csv").write_text(f"{HEADER}AM12, 7 ,AM13,B7,2021-H1\n")
    found = read_programme_folder(tmp_path)
    assert read_programme(found).mappings == (
        MappedActivity(
            from_region="AM12", from_id="7", to_region="AM13", to_id="B7", period="2021-H1"
        ),
    )
    assert read_programme(found).region("AM12").successors == ("AM13",)
    assert digest_programme(found) != digest_programme(without)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("AM12,7,AM12,8\n", "mappings.csv line 2 › period: Field required"),
        ("AM12,,AM12,8,2021-H1\n", "mappings.csv line 2 › from_id: Field required"),
        ("AM97,7,AM12,8,2021-H1\n", "AM97 7: from_region 'AM97' is not a region in regions.csv"),
        ("AM12,7,AM97,8,2021-H1\n", "AM12 7: to_region 'AM97' is not a region in regions.csv"),
        ("AM12,7,AM12,8,2021-Q1\n", "AM12 7: period '2021-Q1' is not a period in programme.toml"),
        ("AM14,7,AM14,8,2020-H2\n", "AM14 7: to_region 'AM14' does not exist in 2020-H2"),
        (
            "AM13,7,AM12,8,2021-H1\n",
            "to_region 'AM12' must be listed in regions.csv as its successor",
        ),
        ("AM12,a,AM12,A,2021-H1\n", "AM12 a: it maps to itself"),
        ("AM12,a,AM12,8,2021-H1\nAM12,A,AM12,9,2021-H2\n", "AM12 a: occurs twice as from"),
        ("AM12,7,AM12,9,2021-H1\nAM12,8,AM12,9,2021-H1\n", "AM12 9: occurs twice as to"),
    ],
)
def test_a_mapping_that_cannot_be_is_named(lines, expected, files):
    with pytest.raises(ProgrammeError) as caught:
        with_mappings(files, lines)
    assert expected in str(caught.value)
    assert str(caught.value).startswith("mappings.csv")


@pytest.mark.parametrize("successor", ["AM97", "AM12"])
def test_a_successor_is_another_region(successor, files):
    files["regions.csv"] = files["regions.csv"].replace(b",AM13\n", f",{successor}\n".encode())
    with pytest.raises(ProgrammeError, match=f"regions.csv › AM12: its successor '{successor}'"):
        read_programme(files)


def mapped(text):
    names = ("from_region", "from_id", "to_region", "to_id", "period")
    return [MappedActivity(**dict(zip(names, line.split(), strict=True))) for line in text]


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        (["R1 1 R2 2 2021-H1"], ["R1 1 before 2021-H1 is R2 2 from 2021-H1 until None"]),
        (
            ["R1 1 R1 2 2020-H1", "R1 2 R1 3 2021-H1"],  # one after the other
            [
                "R1 1 before 2020-H1 is R1 2 from 2020-H1 until 2021-H1",
                "R1 1 before 2020-H1 is R1 3 from 2021-H1 until None",
                "R1 2 before 2021-H1 is R1 3 from 2021-H1 until None",
            ],
        ),
        (
            ["R1 1 R1 2 2021-H1", "R1 2 R1 1 2021-H1"],  # at once: they change codes
            [
                "R1 1 before 2021-H1 is R1 2 from 2021-H1 until None",
                "R1 2 before 2021-H1 is R1 1 from 2021-H1 until None",
            ],
        ),
        (
            ["R1 1 R1 2 2021-H1", "R1 2 R1 3 2020-H1"],  # the later one came after that
            [
                "R1 1 before 2021-H1 is R1 2 from 2021-H1 until None",
                "R1 2 before 2020-H1 is R1 3 from 2020-H1 until None",
            ],
        ),
        (
            ["R1 a R1 B 2020-H1", "R1 b R1 A 2021-H1"],  # and back, in any case of letters
            [
                "R1 a before 2020-H1 is R1 B from 2020-H1 until 2021-H1",
                "R1 a before 2020-H1 is R1 A from 2021-H1 until None",
                "R1 b before 2021-H1 is R1 A from 2021-H1 until None",
            ],
        ),
    ],
)
def test_mappings_are_followed_in_time(mappings, expected):
    assert [
        f"{each.from_region} {each.from_id} before {each.since} is {each.to_region} {each.to_id} "
        f"from {each.period} until {each.until}"
        for each in follow_mappings(mapped(mappings))
    ] == expected


@pytest.mark.parametrize(
    ("programme", "decided", "expected"),
    [
        ([], ["1 2"], ["1 2"]),
        ([], ["1 2", "1 2"], ["1 2"]),
        ([], ["1 2", "1 3"], ["1 2"]),  # it has left that id
        ([], ["1 3", "2 3"], ["1 3"]),  # two into one
        ([], ["1 2", "2 3"], ["1 2"]),  # a chain in one period
        ([], ["2 3", "1 2"], ["2 3"]),
        ([], ["1 2", "2 3", "3 1"], ["1 2"]),  # a cycle
        ([], ["1 2", "2 1"], []),  # taken back
        ([], ["1 2", "2 1", "1 3"], ["1 3"]),
        ([], ["1 2", "2 1 2021-H2"], ["1 2", "2 1 2021-H2"]),  # and back in a later period
        ([], ["1 2", "2 3 2021-H2"], ["1 2", "2 3 2021-H2"]),
        ([], ["1 2 2021-H2", "2 3"], ["1 2 2021-H2", "2 3"]),  # an id that had become free
        ([], ["a A"], []),
        ([], ["1 2 2031-H1"], []),  # a period that the programme no longer has
        (["1 2"], ["1 2"], ["1 2"]),
        (["1 2"], ["1 3"], ["1 2"]),  # the folder takes precedence
        (["1 2"], ["2 1"], ["1 2"]),  # and is not undone by a decision
        (["1 2"], ["3 4"], ["1 2", "3 4"]),
    ],
)
def test_decided_mappings_are_added_to_those_of_the_programme(programme, decided, expected, files):
    def read(lines):
        pairs = [f"{line} 2021-H1".split()[:3] for line in lines]
        return mapped([f"AM12 {old} AM12 {new} {period}" for old, new, period in pairs])

    built_in = read_programme(files)
    days = {period.code: period.reference for period in built_in.periods}
    mappings = Mappings(built_in.regions, read(programme), reference=days)
    for each in read(decided):
        mappings.add(each)
    assert sorted(mappings.all(), key=str) == sorted(read(expected), key=str)
