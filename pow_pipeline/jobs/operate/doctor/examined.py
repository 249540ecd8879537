"""What doctor says of one thing that it looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "lacking", "missing"]


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        state: ok; lacking (said plainly, all works without); or missing (something needs it).
        cure: what to do about it, where it is not ok.
    """

    what: str
    state: State
    found: str
    cure: str = ""
