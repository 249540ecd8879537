"""How much a file may be, and what reading says of a file that cannot be read for certain."""

from pow_pipeline.limits import Limits
from pow_pipeline.model import Problem

__all__ = ["Limits", "RefusedError", "refuse_beyond"]  # what a reader needs, in one place


class RefusedError(Exception):
    """A file cannot be read for certain; says why, by rule."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


def refuse_beyond(rule: str, found: int, cap: int) -> None:
    """Refuse a file that holds more than the cap of a rule.

    Raises:
        RefusedError: it does.
    """
    if found > cap:
        raise RefusedError(Problem(rule, found=f"{found}", expected=(f"{cap}",)))
