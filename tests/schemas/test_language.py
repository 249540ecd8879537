"""Wording: complete in every language, and rules that point at what they fill in."""

import re
import tomllib
from pathlib import Path

import pytest

import schemas.language
from schemas.language import LANGUAGES, read_language
from schemas.rules import RULES

FOLDER = Path(schemas.language.__file__).parent / "languages"


# Words of ours, or of computers, that no submitter need know. A file may be called what it is.
JARGON = {
    "nl": frozenset(
        (
            *("validatie", "valideren", "gevalideerd", "parsen", "parser", "string", "null"),
            *("record", "records", "encoding", "upload", "uploaden", "submission", "header"),
            *("headers", "dataframe", "query", "error", "warning", "bug", "default", "batch"),
            *("delimiter", "boolean", "integer", "float", "array", "template", "deadline"),
            *("feedback", "checken", "ingest", "workspace", "blob", "hash", "database", "server"),
        )
    ),
    "en": frozenset(
        (
            *("validate", "validation", "validated", "parse", "parser", "string", "null"),
            *("record", "records", "encoding", "upload", "submission", "header", "dataframe"),
            *("delimiter", "boolean", "integer", "float", "array", "batch", "ingest", "workspace"),
            *("blob", "hash", "database", "server"),
        )
    ),
}
TOO_FAMILIAR = {"je", "jij", "jou", "jouw", "jullie", "jezelf"}
MOST_WORDS = 25
FOREIGN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}")
FOREIGN_NUMBER = re.compile(r"\d\.\d")
WORD = re.compile(r"[^\W\d_]+")
# Groups whose texts nobody reads as sentences: forms by which periods are known, names of places.
NO_SENTENCES = ("period_words", "periods", "months", "ordinals", "decimal_sign")


def keys(expected, prefix=""):
    for name, value in expected.items():
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{name}.")
        else:
            names = re.findall(r"\{\w+\}", value) if isinstance(value, str) else ()
            yield f"{prefix}{name}", tuple(sorted(set(names)))


def texts_of(code: str) -> list[tuple[str, str]]:
    """Return every text of a language that people read, by its key."""
    payload = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return [(name, text) for name, text in _texts(payload) if not name.startswith(NO_SENTENCES)]


def words_of(text: str) -> set[str]:
    """Return the words of a text, without what is filled in and without names of files."""
    plain = re.sub(r"\{\w+\}|\w+\.(?:xlsx|html|json)", " ", text)
    return {word.casefold() for word in WORD.findall(plain)}


def _texts(expected, prefix=""):
    for name, value in expected.items():
        if isinstance(value, dict):
            yield from _texts(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield f"{prefix}{name}", value


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; a semicolon and a colon end none."""
    return [each for each in re.split(r"(?<=[.!?])\s+", text) if each]


def is_sentence(name: str, text: str) -> bool:
    """Whether a text must end as a sentence does: what to do, and all that has a point within."""
    return bool(re.fullmatch(r"rules\..*\.remedy", name)) or bool(re.search(r"[.!?] ", text))


def test_all_languages_say_the_same_things_with_the_same_names():
    payload = {
        code: dict(keys(tomllib.loads((FOLDER / f"{code}.toml").read_text()))) for code in LANGUAGES
    }
    assert set(LANGUAGES) == {"en", "nl"}
    assert payload["nl"] == payload["en"]


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


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_are_written_with_care(code):
    for name, text in texts_of(code):
        assert text == text.strip(), name
        assert "  " not in text, name
        assert not re.search(r"\s[.,:;!?]( |$)", text), name
        assert not FOREIGN_DATE.search(text), name
        assert not text.endswith((",", ":", "..")), name
        if is_sentence(name, text):
            assert text[-1] in ".!?", name


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_is_long(code):
    long = {
        name: sentence
        for name, text in texts_of(code)
        for sentence in sentences_of(text)
        if len(sentence.split()) > MOST_WORDS
    }
    assert long == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_holds_jargon(code):
    found = {
        name: words for name, text in texts_of(code) if (words := words_of(text) & JARGON[code])
    }
    assert found == {}


def test_dutch_is_polite_and_writes_numbers_as_the_dutch_do():
    for name, text in texts_of("nl"):
        assert not words_of(text) & TOO_FAMILIAR, name
        assert not FOREIGN_NUMBER.search(text), name


def test_titles_are_no_sentences_and_what_is_expected_begins_small():
    for code in LANGUAGES:
        for rule, wording in read_language(code).rules.items():
            assert not wording.title.endswith("."), rule
            assert not wording.expected.endswith("."), rule
            first = wording.expected[0]
            assert first == "{" or not first.isupper() or wording.expected.startswith("JSON"), rule


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1\u202f000"),
        (12345, "12\u202f345"),
        (10**6, "1\u202f000\u202f000"),
    ],
)
def test_long_numbers_are_read_in_groups(number, text):
    assert read_language("nl").count(number) == text


@pytest.mark.parametrize(
    ("code", "count", "down", "up"),
    [
        ("nl", 20 * 2**20, "20 MB", "20 MB"),
        ("nl", 20 * 2**20 + 1, "20 MB", "20,1 MB"),
        ("nl", 20 * 2**20 - 1, "19,9 MB", "20 MB"),
        ("en", 3 * 2**19, "1.5 MB", "1.5 MB"),
        ("nl", 2000 * 2**20, "2\u202f000 MB", "2\u202f000 MB"),
        ("nl", 2048, "2 kB", "2 kB"),
        ("nl", 1000, "1\u202f000 bytes", "1\u202f000 bytes"),
        ("nl", 0, "0 bytes", "0 bytes"),
    ],
)
def test_a_limit_is_rounded_down_and_what_is_beyond_it_up(code, count, down, up):
    language = read_language(code)
    assert (language.size(count), language.size(count, up=True)) == (down, up)
