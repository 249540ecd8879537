"""What a confined reader answers about one file, taken for data and never for certain."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from pow_pipeline.model import Delivery, Problem, Reading, Sheet
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
    """Return the reading that an answer holds.

    Raises:
        DiedError: it is no such thing; who says this is no reader any more.
    """
    try:
        said = _ANSWERS.validate_json(answer, strict=True)
    except ValidationError as error:
        raise DiedError from error
    if said.problem and said.problem.rule not in RULES:
        raise DiedError
    return Reading(delivery, **vars(said))
