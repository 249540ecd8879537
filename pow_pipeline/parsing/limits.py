"""Checks of size limits, and the error for files that cannot be parsed with certainty.

The limits themselves are in `pow_pipeline/limits.py`.
"""

from pow_pipeline.limits import Limits
from pow_pipeline.model.documents import Problem

__all__ = ["Limits", "RefusedError", "refuse_beyond"]  # all that a parser needs, in one module


class RefusedError(Exception):
    """A file cannot be parsed with certainty; `problem` names the rule that it breaks."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


def refuse_beyond(rule: str, found: int, cap: int) -> None:
    """Refuse a file that exceeds the limit of a rule.

    Raises:
        RefusedError: `found` is greater than `cap`.
    """
    if found > cap:
        raise RefusedError(Problem(rule, found=f"{found}", expected=(f"{cap}",)))
