"""Options shared by several commands, and functions for their output."""

import json
import math
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

Home = Annotated[
    Path,
    Parameter(
        name="--home", env_var="POW_HOME", help="The workspace; by default the current folder."
    ),
]
Language = Annotated[
    Literal["nl", "en"], Parameter(name="--lang", help="The language of the output.")
]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON.")]


def print_json(payload: Any) -> None:
    """Print a value as JSON on standard output.

    JSON has no numbers NaN and Infinity: they are the strings "NaN", "Infinity" and "-Infinity".
    """
    print(
        json.dumps(_json_value(payload), ensure_ascii=False, indent=2, default=str, allow_nan=False)
    )


def _json_value(value: Any) -> Any:
    """Return the value with all numbers and mapping keys converted to what JSON supports."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {_json_key(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value


def _json_key(key: Any) -> str | int | None:
    return key if isinstance(key, str | int) or key is None else str(_json_value(key))


def ask_on_terminal(question: str) -> bool:
    """Ask a person and return whether the answer is yes.

    Raises:
        UsageError: standard input is not a terminal; the message names the option `--yes`.
    """
    from pow_pipeline.errors import UsageError

    if not sys.stdin.isatty():
        message = f"{question} Say so with --yes"
        raise UsageError(message)
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
