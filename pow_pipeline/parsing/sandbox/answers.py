"""Parses the answer of a confined reader process, which is untrusted input."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Problem, Reading, Sheet
from pow_pipeline.parsing.sandbox.reader import DiedError
from schemas.rules import RULES

_Place = Annotated[str, Field(max_length=200, pattern=r"^(\w[\w.]*( in [\w./]+:\d+)?)?$")]


@dataclass(frozen=True)
class _Answer:
    sheets: tuple[Sheet, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    failure: _Place = ""


_ANSWERS: Final = TypeAdapter(_Answer)


def reading_of(delivery: Delivery, answer: bytes) -> Reading:
    """Return the parsed delivery that an answer contains.

    Raises:
        DiedError: the answer is invalid, so the process can no longer be trusted.
    """
    try:
        content = _ANSWERS.validate_json(answer, strict=True)
    except ValidationError as error:
        raise DiedError from error
    if content.problem and content.problem.rule not in RULES:
        raise DiedError
    return Reading(delivery, **vars(content))
