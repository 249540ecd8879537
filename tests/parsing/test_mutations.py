"""Thousands of damaged files of every kind are read or refused within limits, and harm nobody."""

import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest

from pow_pipeline.limits import WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from schemas.rules import RULES
from schemas.text.text_forms import TextForms
from tests.harness.builders import HEADER, NOW, ROWS, form
from tests.harness.file_writers import (
    archive,
    as_csv,
    as_json,
    as_json_object,
    as_ods,
    as_openpyxl,
    as_parquet,
    entries_of,
    with_entry,
)

FILES = 6000
AT_ONCE = 500
CELLS = [HEADER, *ROWS]
WHOLE: tuple[bytes, ...] = (
    form(),
    as_openpyxl(CELLS),
    with_entry("docProps/custom.xml", lambda _: b"<x><property name='a'>b</property></x>"),
    as_ods(CELLS),
    as_csv(CELLS),
    as_csv(CELLS, "\t", "utf-16"),
    as_json(CELLS),
    as_json_object(CELLS, regio="AM12"),
    as_parquet(CELLS, {"regio": "AM12"}),
)
Mutate = Callable[[bytes, random.Random], bytes]


def flipped(content: bytes, chance: random.Random) -> bytes:
    mutated = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 8, 32])):
        mutated[chance.randrange(len(mutated))] ^= 1 << chance.randrange(8)
    return bytes(mutated)


def cut(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.choices(range(len(content) + 1), k=2))
    return content[:first] if chance.random() < 0.5 else content[:first] + content[last:]


def spliced(content: bytes, chance: random.Random) -> bytes:
    other = chance.choice(WHOLE)
    first, last = sorted(chance.choices(range(len(other) + 1), k=2))
    at = chance.randrange(len(content) + 1)
    return content[:at] + other[first:last] + content[at:]


def repeated(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.choices(range(len(content) + 1), k=2))
    return content[:last] + content[first:last] * chance.choice([1, 2, 50]) + content[last:]


def with_large_numbers(content: bytes, chance: random.Random) -> bytes:
    digits = [place for place, each in enumerate(content) if chr(each).isdigit()]
    if not digits:
        return content + b"9" * 20
    at = chance.choice(digits)
    return content[:at] + chance.choice([b"-1", b"0", b"99999999", b"9" * 30]) + content[at + 1 :]


MUTATIONS: tuple[Mutate, ...] = (flipped, cut, spliced, repeated, with_large_numbers)


def mutated(number: int) -> bytes:
    """Return the n-th damaged file; inside an archive, so that its sums are right again."""
    chance = random.Random(number)
    content, mutate = chance.choice(WHOLE), chance.choice(MUTATIONS)
    if not content.startswith(b"PK") or chance.random() < 0.3:
        return mutate(content, chance)
    entries = entries_of(content)
    name = chance.choice(sorted(entries))
    entries[name] = mutate(entries[name] or b"x", chance)
    return archive(entries, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


def read_all(contents: Sequence[bytes]) -> list[Reading]:
    """Read files as deliveries are read: in processes that they can do no harm to."""
    by_name = {f"{number}": content for number, content in enumerate(contents)}
    deliveries = [
        Delivery(name, 1, int(name), "AM12", "form", name, len(content), NOW)
        for name, content in by_name.items()
    ]
    readings: list[Reading] = []
    with closing(Sandbox(WorkLimits())) as sandbox:
        while len(readings) < len(deliveries):
            left = deliveries[len(readings) :]
            readings += sandbox.read(left, lambda each: by_name[each.delivery], TextForms())
    return readings


@pytest.mark.prove
@pytest.mark.parametrize("first", range(0, FILES, FILES // 4))
def test_every_damaged_file_is_read_or_refused(first):
    outcomes: Counter[str] = Counter()
    for number in range(first, first + FILES // 4, AT_ONCE):
        numbers = range(number, number + AT_ONCE)
        for each, reading in zip(numbers, read_all([mutated(n) for n in numbers]), strict=True):
            assert not reading.failure, each
            assert bool(reading.problem) != bool(reading.sheets), each
            rule = reading.problem.rule if reading.problem else "read"
            assert rule == "read" or rule in RULES, each
            outcomes[rule] += 1
    print(json.dumps(outcomes))
    assert outcomes["read"] > FILES // 100  # it is not all refused at the door
    assert len(outcomes) > 5  # nor all for the same reason
