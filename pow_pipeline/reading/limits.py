"""How much a file may be, and what reading says of a file that cannot be read for certain."""

from dataclasses import dataclass

from pow_pipeline.model import Problem


@dataclass(frozen=True)
class Limits:
    """Caps on what a file may hold; each is checked before what it would cost is spent.

    Attributes:
        file_bytes: the size of the file as it came.
        entries: the number of files in an archive.
        inflated_bytes: their size together, counted while inflating.
        rows, columns: the size of a sheet, as its cells claim it.
        cells: the cells of all sheets together, filled or not.
        cell_length: the characters in one cell.
    """

    file_bytes: int = 20 * 2**20
    entries: int = 1000
    inflated_bytes: int = 200 * 2**20
    rows: int = 20_000
    columns: int = 200
    cells: int = 1_000_000
    cell_length: int = 10_000


class RefusedError(Exception):
    """A file cannot be read for certain; says why, by rule."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem

    def __reduce__(self) -> tuple[type["RefusedError"], tuple[Problem]]:
        """Let it travel between processes."""
        return type(self), (self.problem,)


def refuse_beyond(rule: str, found: int, cap: int) -> None:
    """Refuse a file that holds more than the cap of a rule.

    Raises:
        RefusedError: it does.
    """
    if found > cap:
        raise RefusedError(Problem(rule, found=f"{found}", expected=(f"{cap}",)))
