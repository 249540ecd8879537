"""Problems that an operator must look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Alarm:
    """A problem found in a workspace.

    Attributes:
        code: kind of the problem, in one word.
        where: the file, event or item concerned.
        found: the actual state.
        expected: the expected state.
        remedy: the remedy.
    """

    code: str
    where: str
    found: str
    expected: str
    remedy: str
