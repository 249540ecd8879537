"""Wording: complete in every language, and rules that point at what they fill in."""

import re
import tomllib
from pathlib import Path

import pytest

import schemas.language
from schemas.language import LANGUAGES, read_language
from schemas.rules import RULES

FOLDER = Path(schemas.language.__file__).parent / "languages"


def keys(said, prefix=""):
    for name, value in said.items():
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{name}.")
        else:
            names = re.findall(r"\{\w+\}", value) if isinstance(value, str) else ()
            yield f"{prefix}{name}", tuple(sorted(set(names)))


def test_all_languages_say_the_same_things_with_the_same_names():
    said = {
        code: dict(keys(tomllib.loads((FOLDER / f"{code}.toml").read_text()))) for code in LANGUAGES
    }
    assert set(LANGUAGES) == {"en", "nl"}
    assert said["nl"] == said["en"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_rule_has_its_wording(code):
    assert set(read_language(code).rules) == set(RULES)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2021", "2021"),
        ("2021-H1", "eerste halfjaar 2021"),
        ("2021-H2", "tweede halfjaar 2021"),
        ("2021-T3", "derde vier maanden van 2021"),
        ("2021-Q4", "vierde kwartaal 2021"),
        ("2021-01", "januari 2021"),
        ("2021-12", "december 2021"),
    ],
)
def test_periods_have_names(code, name):
    assert read_language("nl").period(code) == name


@pytest.mark.parametrize(
    ("values", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a of b"), (["a", "b", "c"], "a, b of c")],
)
def test_choices_are_joined_as_people_do(values, text):
    assert read_language("nl").choice(values) == text
