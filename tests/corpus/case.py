"""One file of the corpus: how it is made, why it is here, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tests.harness.builders import NOW


@dataclass(frozen=True)
class Case:
    """A file that a region sends.

    Attributes:
        name: what it is, in a few words; unique over the corpus.
        reason: why somebody would send it, or what it tries.
        make: makes its bytes.
        outcome: what becomes of it.
        found: rule and cell of each finding, in any order; () for none at all.
        texts: texts that the feedback holds.
        sender: the inbox it is dropped into.
        file: the name it has there.
        at: the moment it arrives.
        written: its modification time in seconds since 1970; that of dropping it when None.
        programme: the programme of the workspace it is sent to, see `programmes`.
    """

    name: str
    reason: str
    make: Callable[[], bytes]
    outcome: str
    found: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    sender: str = "AM12"
    file: str = "form.xlsx"
    at: datetime = NOW
    written: int | None = None
    programme: str = "perspectief_op_werk"
