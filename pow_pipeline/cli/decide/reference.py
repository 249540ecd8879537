"""Builds the page of all decisions from their declarations; `make docs` writes docs/decide.md."""

import re
from collections.abc import Iterator
from typing import Final, get_args

from pow_pipeline.record.decisions import Decided, Decision

_OPENING: Final = """# Decisions

What an operator can decide, with `pow decide KIND` or the deployment of the same name. Each
decision records who decided (`by`), when (`at`) and why (`why`), and is an event in the journal.
The same decision again changes nothing.
"""


def decision_kinds() -> tuple[type[Decision], ...]:
    """Return the class of each kind of decision."""
    union, *_ = get_args(Decided)
    return get_args(union)


def describe_decisions() -> str:
    """Return the page as Markdown."""
    return "\n".join([_OPENING, *(line for kind in decision_kinds() for line in _describe(kind))])


def _describe(kind: type[Decision]) -> Iterator[str]:
    text, _, attributes = (kind.__doc__ or "").partition("Attributes:")
    fields = [
        name for name in kind.model_fields if name not in {*Decision.model_fields, "decision"}
    ]
    yield f"## {kind.model_fields['decision'].default}\n"
    yield f"{_one_line(text)}\n"
    yield f"- Fields: {', '.join(f'`{name}`' for name in fields)}"
    yield from (f"  - `{name}`: {meaning}" for name, meaning in _meanings(attributes))
    yield f"- Effect: {_with_names(kind.effect)}"
    if kind.next_command:
        yield f"- Next: `{_with_names(kind.next_command)}`"
    yield ""


def _meanings(attributes: str) -> Iterator[tuple[str, str]]:
    for name, meaning in re.findall(
        r"^ *(\w+): (.+?)(?=^ *\w+: |\Z)", attributes, re.MULTILINE | re.DOTALL
    ):
        yield name, _one_line(meaning)


def _with_names(text: str) -> str:
    """Return a text with the names of its fields in capitals, as in the help of a command."""
    return re.sub(r"\{(\w+)\}", lambda name: name[1].removesuffix("_code").upper(), text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    print(describe_decisions(), end="")
