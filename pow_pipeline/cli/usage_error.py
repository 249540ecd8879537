"""Error message for missing arguments, with the example from the help of the command."""

import re
from typing import Any, Final

from cyclopts import CycloptsError, CycloptsPanel, MissingArgumentError

_EXAMPLE: Final = re.compile(r"Example:\s+(pow .+)")


def describe_usage_error(error: CycloptsError) -> Any:
    """Return what is printed about a command that cannot be understood."""
    example = _EXAMPLE.search(getattr(error.target, "__doc__", None) or "")
    if not isinstance(error, MissingArgumentError) or not error.argument or not example:
        return CycloptsPanel(error)
    from rich.text import Text

    name = error.argument.name
    request = f"give a value for {name}" if name.startswith("-") else f"name the {name.lower()}"
    return Text(f"pow: {request}, such as: {example[1]}", no_wrap=True, overflow="ignore")
