"""Runs mutation tests: the tests must detect a seeded sample of small faults in the code.

`mutation_targets.py` lists the modules in which no fault must go unnoticed, with their tests. A
mutant changes one place of one module (an operator, a comparison, a number, a decorator). At least
95% of the mutants must be killed; the survivors are printed with their change.

    python benchmarks/mutations.py [NUMBER] [SEED]

It works in copies of the tree. Each test run is a fork of a process that has imported the
libraries, so a mutant costs a second or two.
"""

import ast
import difflib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from mutation_targets import EQUIVALENT, TESTS

ROOT: Final = Path(__file__).resolve().parents[1]
NUMBER: Final = 200
SEED: Final = 14
LEAST_KILLED: Final = 0.95
SECONDS: Final = 120  # a mutant that loops forever counts as killed
TOGETHER: Final = 2
OURS: Final = ("pow_pipeline", "schemas", "flows", "tests")


@dataclass(frozen=True)
class Place:
    """A place in a module that an operator can change; `occurrence` counts per operator."""

    module: str
    line: int
    operator: str
    occurrence: int


@dataclass(frozen=True)
class Mutant:
    """A module with one change."""

    place: Place
    code: str

    def describe(self) -> str:
        """Return the change as lines of a diff."""
        before, after = _code_of(self.place.module).splitlines(), self.code.splitlines()
        lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[3:]
        head = f"{self.place.module}:{self.place.line} {self.place.operator}"
        return "\n".join([head, *(f"    {line}" for line in lines)])


def main(number: int = NUMBER, seed: int = SEED) -> int:
    """Try a sample of the mutants, print those that survive, and return the exit code."""
    sample = sample_of([place for module in TESTS for place in places_in(module)], number, seed)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copies = [copy_tree(Path(folder) / str(place)) for place in range(TOGETHER)]
        with ThreadPoolExecutor(TOGETHER) as pool:
            parts = [sample[place::TOGETHER] for place in range(TOGETHER)]
            survivors = [mutant for part in pool.map(run_part, copies, parts) for mutant in part]
    killed = len(sample) - len(survivors)
    for mutant in survivors:
        print(f"survived: {mutant.describe()}")
    print(f"{killed} of {len(sample)} mutants killed ({killed / len(sample):.1%}), seed {seed}")
    return 0 if killed >= LEAST_KILLED * len(sample) else 1


def places_in(module: str) -> Iterator[Place]:
    """Yield every place of a module that an operator can change."""
    nodes = [*ast_nodes(get_ast(_code_of(module)))]
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():
            continue
        starts = (start for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, (line, _) in enumerate(starts):
            yield Place(module, line, name, occurrence)


def sample_of(places: Sequence[Place], number: int, seed: int) -> list[Mutant]:
    """Return `number` mutants; every line is equally likely, however many mutants it has."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    by_line: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for place in places:
        by_line[place.module, place.line].append(place)
    sample: list[Mutant] = []
    while any(by_line.values()):
        for line in chance.sample(sorted(by_line), len(by_line)):
            if len(sample) == number:
                return sample
            if by_line[line]:
                place = by_line[line].pop(chance.randrange(len(by_line[line])))
                sample += _mutants_at(place)
    return sample


def _mutants_at(place: Place) -> Iterator[Mutant]:
    """Yield the mutant of a place, unless it behaves like the original."""
    original = _code_of(place.module)
    if original.splitlines()[place.line - 1].strip() in EQUIVALENT:
        return
    code = mutate_code(original, get_operator(place.operator)(), place.occurrence)
    if code and _meaning(code) not in {None, _meaning(original)}:
        yield Mutant(place, code)


@cache
def _code_of(module: str) -> str:
    return (ROOT / module).read_text(encoding="utf-8")


@cache
def _meaning(code: str) -> str | None:
    """Return the code without comments, docstrings and annotations; None if it does not parse."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(value=None)
        if isinstance(
            node, ast.arguments
        ):  # how arguments can be passed only matters to type checkers
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.posonlyargs, node.kwonlyargs = [], []
            node.defaults = [*node.defaults, *filter(None, node.kw_defaults)]
            node.kw_defaults = []
    return ast.dump(tree)


def copy_tree(target: Path) -> Path:
    """Copy the files of the tree that are under version control or untracked, but not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def run_part(copy: Path, mutants: Sequence[Mutant]) -> list[Mutant]:
    """Try mutants in a copy of the tree, one after the other; return those that survive."""
    with subprocess.Popen(  # noqa: S603 -- our own script
        [sys.executable, "-B", __file__, "serve"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        for tests in dict.fromkeys(TESTS[mutant.place.module] for mutant in mutants):
            if _exit_code(server, tests):
                raise RuntimeError(f"without a mutant these tests fail: {' '.join(tests)}")
        survivors = [mutant for mutant in mutants if _survives(mutant, copy, server)]
        _stream(server.stdin).close()
    return survivors


def _survives(mutant: Mutant, copy: Path, server: "subprocess.Popen[str]") -> bool:
    path = copy / mutant.place.module
    path.write_text(mutant.code, encoding="utf-8")
    try:
        code = _exit_code(server, TESTS[mutant.place.module])
    finally:
        path.write_text(_code_of(mutant.place.module), encoding="utf-8")
    word = "survived" if code == 0 else f"killed {code}"
    print(f"{word:<10}{mutant.place}", file=sys.stderr, flush=True)
    return code == 0


def _exit_code(server: "subprocess.Popen[str]", tests: Sequence[str]) -> int:
    _stream(server.stdin).write(" ".join(tests) + "\n")
    _stream(server.stdin).flush()
    return int(_stream(server.stdout).readline())


def _stream(stream: "io.TextIOBase | None") -> io.TextIOBase:
    assert stream is not None  # noqa: S101 -- opened with a pipe
    return stream


def serve() -> None:
    """Run the tests of each line of standard input in a fork of this process."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    _import_libraries()
    for line in sys.stdin:
        answers.write(f"{_run_tests(line.split())}\n")
        answers.flush()


def _import_libraries() -> None:
    """Import what the tests import, then unload our own modules.

    Each test run imports our modules anew.
    """
    import pytest

    pytest.main(["-n0", "-q", "-p", "no:cacheprovider", "--collect-only", *_all_tests()])
    here = str(Path.cwd())
    for name, module in list(sys.modules.items()):
        is_here = str(getattr(module, "__file__", None) or "").startswith(here)
        if name != "__main__" and (name.partition(".")[0] in OURS or is_here):
            del sys.modules[name]


def _all_tests() -> list[str]:
    return sorted({test for tests in TESTS.values() for test in tests})


def _run_tests(tests: Sequence[str]) -> int:
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        import pytest

        os._exit(int(pytest.main(["-n0", "-x", "-q", "-p", "no:cacheprovider", *tests])))
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
