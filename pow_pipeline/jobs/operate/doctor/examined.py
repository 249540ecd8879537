"""Result of one examination by doctor."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "lacking", "missing"]


@dataclass(frozen=True)
class Examined:
    """Result of examining one item.

    Attributes:
        what: name of the item.
        state: `ok`; `lacking` if everything works without it; `missing` if something needs it.
        found: description of what was found.
        remedy: remedy; '' if the state is `ok`.
    """

    what: str
    state: State
    found: str
    remedy: str = ""
