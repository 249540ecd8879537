"""Names that submitters can use for columns and choices; each must have one meaning."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.programme.parts import Choice, Column
from schemas.text.matching import matching_key


def codes_of_columns(where: str, columns: Mapping[Any, Column]) -> dict[str, str]:
    """Return the column that each known header means, see `codes_by_key`."""
    named = (
        (name, (*settings.label.values(), *settings.aliases)) for name, settings in columns.items()
    )
    return codes_by_key(where, named)


def codes_of_choices(where: str, choices: Iterable[Choice]) -> dict[str, str]:
    """Return the choice that each known value means, see `codes_by_key`."""
    named = ((choice.code, (*choice.label.values(), *choice.aliases)) for choice in choices)
    return codes_by_key(where, named)


def codes_by_key(where: str, names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return the code that each known name means, by matching key.

    Args:
        where: part of the programme folder that defines the names.
        names: each code with its other names.

    Raises:
        ValueError: a code occurs twice, or a name has two meanings.
    """
    codes: dict[str, str] = {}
    known: set[str] = set()
    for code, others in names:
        if code in known:
            message = f"{where}: {code!r} occurs twice"
            raise ValueError(message)
        known.add(code)
        for name in (code, *others):
            key = matching_key(name)
            if codes.setdefault(key, code) != code:
                message = f"{where}: {name!r} names both {codes[key]!r} and {code!r}"
                raise ValueError(message)
    return codes
