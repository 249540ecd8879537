"""Pandera checks on one text column of a frame, each named after its rule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandera.pandas as pa

from schemas.text.garbled import SUSPECT as GARBLED
from schemas.text.garbled import is_garbled
from schemas.text.matching import has_plain_signs
from schemas.text.personal import SUSPECT, holds_personal

if TYPE_CHECKING:
    import pandas as pd

    Values = pd.Series[Any]
    Holds = pd.Series[bool]


def is_filled(rule: str) -> pa.Check:
    """Return a check that no value is empty."""

    def check(values: "Values") -> "Holds":
        return values.ne("")

    return pa.Check(check, name=rule)


def is_empty(rule: str) -> pa.Check:
    """Return a check that every value is empty."""

    def check(values: "Values") -> "Holds":
        return values.eq("")

    return pa.Check(check, name=rule)


def is_none(rule: str, is_found: Callable[[str], bool]) -> pa.Check:
    """Return a check that `is_found` is false for every value."""

    def check(values: "Values") -> "Holds":
        return ~values.isin([text for text in values.drop_duplicates().tolist() if is_found(text)])

    return pa.Check(check, name=rule)


def is_readable(rule: str) -> pa.Check:
    """Return a check that no text was decoded in the wrong encoding."""

    def check(values: "Values") -> "Holds":
        return ~values.isin([text for text in _matching(values, GARBLED) if is_garbled(text)])

    return pa.Check(check, name=rule)


def is_known(rule: str, codes: list[str]) -> pa.Check:
    """Return a check that every filled value is one of these codes."""

    def check(values: "Values") -> "Holds":
        return values.isin(codes) | values.eq("")

    return pa.Check(check, name=rule)


def are_known(rule: str, codes: list[str]) -> pa.Check:
    """Return a check that every tag is one of these codes; line ends separate the tags."""

    def check(values: "Values") -> "Holds":
        known = {
            text: set(text.split("\n")) <= {*codes, ""}
            for text in values.drop_duplicates().tolist()
        }
        return values.map(known).astype(bool)

    return pa.Check(check, name=rule)


def can_be_read(rule: str, read: Callable[[str], object]) -> pa.Check:
    """Return a check that every filled value can be parsed."""

    def check(values: "Values") -> "Holds":
        read_texts = {
            text: text == "" or read(text) is not None for text in values.drop_duplicates().tolist()
        }
        return values.map(read_texts).astype(bool)

    return pa.Check(check, name=rule)


def is_plain(rule: str, scripts: tuple[str, ...]) -> pa.Check:
    """Return a check that ids contain only characters that cannot be mistaken for others."""

    def check(ids: "Values") -> "Holds":
        plain = {text: has_plain_signs(text, scripts) for text in ids.drop_duplicates().tolist()}
        return ids.map(plain).astype(bool)

    return pa.Check(check, name=rule)


def is_impersonal(rule: str) -> pa.Check:
    """Return a check that no text contains the personal data of a privacy rule."""

    def check(values: "Values") -> "Holds":
        suspect = _matching(values, SUSPECT)
        return ~values.isin([text for text in suspect if holds_personal(text, rule)])

    return pa.Check(check, name=rule)


def _matching(values: "Values", pattern: str) -> list[str]:
    """Return the distinct texts that contain a pattern.

    Most columns of most forms are empty; to compile a pattern for them takes a millisecond each.
    """
    filled = values[values.ne("")]
    return filled[filled.str.contains(pattern)].drop_duplicates().tolist() if len(filled) else []
