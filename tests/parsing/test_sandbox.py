"""The sandbox: whatever a file does to its reader, the other files are read."""

import os
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from pow_pipeline.errors import SandboxError
from pow_pipeline.limits import Limits, WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Problem
from pow_pipeline.parsing.read import read_delivery
from pow_pipeline.parsing.sandbox.reader import READER
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from schemas.text.text_forms import TextForms
from tests.harness.builders import NOW, form
from tests.harness.hostile_reader import HOSTILE_READER, listening
from tests.harness.landlock import needs_landlock
from tests.harness.stand_ins import ParserInProcess

PATIENT = WorkLimits(readers=2, wall_seconds=60, cpu_seconds=60, memory_bytes=2**28)
HASTY = replace(PATIENT, wall_seconds=3)


def read(files: list[bytes], limits: WorkLimits = PATIENT, command=HOSTILE_READER):
    """Return what these files say, in their order."""
    contents = {f"AM12-2-{place}": content for place, content in enumerate(files, start=1)}
    deliveries = [
        Delivery(name, 2, place, "AM12", "form.xlsx", "0" * 64, len(content), NOW)
        for place, (name, content) in enumerate(contents.items(), start=1)
    ]
    with closing(Sandbox(limits, command=command)) as sandbox:
        return sandbox.read(deliveries, lambda each: contents[each.delivery], TextForms())


def result_of(deed: str) -> str:
    """Return what became of something that a reader tried."""
    (reading,) = read([listening(deed)])
    assert not reading.problem
    return reading.sheets[0].rows[1][1]


def numbered(count: int) -> list[bytes]:
    return [f"what;then\nnumber;{number}\n".encode() for number in range(count)]


def numbers_of(readings) -> list[int | str]:
    return [
        each.problem.rule if each.problem else int(each.sheets[0].rows[1][1]) for each in readings
    ]


def test_a_file_is_read_as_without_a_sandbox():
    (reading,) = read([form()], command=READER)
    assert reading == read_delivery(reading.delivery, form(), TextForms(), Limits())


@pytest.mark.parametrize("content", [form(), b"nonsense", b"a;b\n1;2\n", b"", bytes(2000)])
def test_the_stand_in_of_other_tests_reads_as_a_sandbox_does(content):
    limits = replace(PATIENT, file=Limits(file_bytes=1500 if not any(content) else 10**6))
    (reading,) = read([content], limits, READER)
    with closing(ParserInProcess(limits)) as parser:
        assert parser.read([reading.delivery], lambda _: content, TextForms()) == [reading]


def test_files_come_back_in_the_order_in_which_they_were_asked():
    assert numbers_of(read(numbered(1200), command=READER)) == list(range(1200))


@pytest.mark.parametrize(
    ("deed", "rule"),
    [
        ("die", "R-FILE-12"),
        ("leave", "R-FILE-12"),
        ("eat memory", "R-FILE-12"),
        ("use up the processor", "R-FILE-13"),
        ("claim too much", "R-FILE-12"),
        ("say nonsense", "R-FILE-12"),
        ("say another type", "R-FILE-12"),
        ("say an unknown rule", "R-FILE-12"),
        ("say what failed", "R-FILE-12"),
    ],
)
def test_what_ends_a_reader_ends_the_way_of_that_file_alone(deed: str, rule: str) -> None:
    harmful = (0, 5, 9)  # the first, the last, and one between others
    files = numbered(10)
    for place in harmful:
        files[place] = listening(deed)
    expected = [rule if place in harmful else place for place in range(10)]
    assert numbers_of(read(files)) == expected


def test_what_takes_too_long_ends_the_way_of_that_file_alone() -> None:
    slow = {3: "hang", 4: "say half"}  # they keep both readers busy
    files = numbered(10)
    for place, deed in slow.items():
        files[place] = listening(deed)
    expected = ["R-FILE-13" if place in slow else place for place in range(10)]
    assert numbers_of(read(files, HASTY)) == expected


def test_a_reader_that_computes_for_too_long_is_ended_by_the_system():
    (reading,) = read([listening("spin")], replace(PATIENT, cpu_seconds=1))
    assert reading.problem == Problem("R-FILE-13")


FORBIDDEN = [
    ("read a file", "PermissionError"),
    ("list a folder", "PermissionError"),
    ("write a file", "PermissionError"),
    ("run a program", "PermissionError"),
    ("connect", "PermissionError"),
    ("listen", "PermissionError"),
    ("end the parent", "PermissionError"),
    ("raise a limit", "ValueError"),
]


@needs_landlock
@pytest.mark.parametrize(("deed", "result"), FORBIDDEN)
def test_a_reader_can_do_nothing_but_read(
    deed: str, result: str, results_of_deeds: dict[str, str]
) -> None:
    assert results_of_deeds[deed] == result


@pytest.fixture(scope="module")
def results_of_deeds() -> dict[str, str]:
    """What became of each forbidden deed, all tried one after the other."""
    readings = read([listening(deed) for deed, _ in FORBIDDEN])
    assert not [reading.problem for reading in readings if reading.problem]
    results = [reading.sheets[0].rows[1][1] for reading in readings]
    return dict(zip([deed for deed, _ in FORBIDDEN], results, strict=True))


def test_a_reader_inherits_no_secret_and_no_open_file(monkeypatch, tmp_path):
    monkeypatch.setenv("A_SECRET", "hush")
    with (tmp_path / "lock").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert "hush" not in result_of("show the environment")
        assert len(result_of("show open files").split(",")) == 4  # the standard ones, the channel


def test_a_reader_has_no_rights_over_the_system():
    assert result_of("show capabilities") == str([0] * 6)


def test_a_file_whose_reader_died_after_reading_others_is_read_once_more_by_another():
    """What they left in it may have been what it died of."""
    alone = replace(PATIENT, readers=1)
    *_, last = read([*numbered(3), listening("demand a fresh reader")], alone)
    assert last.sheets[0].rows[1] == ("result", "read")


def test_a_file_whose_reader_the_machine_failed_is_read_once_more_by_another():
    files = numbered(3)
    files[0] = listening("lack descriptors")
    readings = read(files)
    assert not any(each.failure for each in readings)
    # It says so for ever, as a reader that was taken over may: it ends the way of that file alone.
    assert [each.problem.rule if each.problem else "" for each in readings] == ["R-FILE-12", "", ""]


def test_our_own_error_is_reported_by_kind_and_line_only():
    files = numbered(3)
    files[1] = listening("fail")
    readings = read(files)
    assert [bool(each.failure) for each in readings] == [False, True, False]
    assert readings[1].failure.startswith("KeyError in parsing/sandbox/confined.py:")


def test_a_file_that_is_too_large_is_never_opened():
    def content_of(_delivery):
        raise AssertionError

    delivery = Delivery("AM12-2-1", 2, 1, "AM12", "form.xlsx", "0" * 64, 101, NOW)
    limits = replace(PATIENT, file=Limits(file_bytes=100))
    with closing(Sandbox(limits)) as sandbox:
        (reading,) = sandbox.read([delivery], content_of, TextForms())
    assert reading.problem == Problem("R-FILE-06", found="101", expected=("100",))


def test_reading_ends_where_as_much_is_held_as_may_be():
    limits = replace(PATIENT, readers=1, batch_bytes=1)
    readings = read([form()] * 20, limits)
    assert 1 <= len(readings) < 20


def test_readers_use_the_text_forms_of_each_call():
    content = b"what|then\nnumber|7\n"
    delivery = Delivery("AM12-2-1", 2, 1, "AM12", "form.csv", "0" * 64, len(content), NOW)
    with closing(Sandbox(PATIENT)) as sandbox:
        (one,) = sandbox.read([delivery], lambda _: content, TextForms())
        (other,) = sandbox.read([delivery], lambda _: content, TextForms(separators=("|",)))
    assert one.problem
    assert other.sheets[0].rows[1] == ("number", "7")


def test_a_reader_that_cannot_start_is_no_fault_of_the_file():
    with pytest.raises(SandboxError, match="see: pow doctor"):
        read(numbered(1), command=[sys.executable, "-c", "raise SystemExit(1)"])


def test_no_reader_outlives_the_sandbox():
    before = set(children())
    sandbox = Sandbox(PATIENT)
    delivery = Delivery("AM12-2-1", 2, 1, "AM12", "a.csv", "0" * 64, 9, NOW)
    sandbox.read([delivery], lambda _: b"a;b\n1;2\n", TextForms())
    assert set(children()) - before
    sandbox.close()
    assert set(children()) == before


def children() -> list[str]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return file.read().split()
