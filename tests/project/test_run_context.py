"""What every job needs travels as one `Run`, made in one place from the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINE = Path("pow_pipeline/jobs/engine")
CONTEXT = {"workspace", "clock", "limits"}
# Modules that read the environment besides the settings, each for a reason of its own.
READERS = {
    "pow_pipeline/faults.py": "a test kills the process at a point, whatever the settings",
    "pow_pipeline/logs.py": "logging starts before the settings are read, and reports their errors",
    "pow_pipeline/jobs/engine/lineage/events.py": "variables of OpenLineage",
    "pow_pipeline/jobs/operate/doctor/service.py": "address of the Prefect server",
    "pow_pipeline/publication/check.py": "turns analytics of Great Expectations off",
    "pow_pipeline/cli/demo/server.py": "sets up a Prefect server of its own",
    "flows/worker/fork_client.py": "passes the environment on to the fork server",
    "flows/worker/fork_server.py": "gives a run the environment of its order",
    "pow_pipeline/cli/up/service.py": "passes the environment on to the parts of the service",
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Yield each module of the packages with its syntax tree."""
    for package in ("flows", "pow_pipeline", "schemas"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def takes_the_context(tree: ast.AST) -> list[str]:
    """Return the functions in a syntax tree that take workspace, clock and limits together."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and {argument.arg for argument in _arguments(node.args)} >= CONTEXT
    ]


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def reads_environment(tree: ast.AST) -> bool:
    """Return whether a module names `os.environ` or `os.getenv`."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})
        or (isinstance(node, ast.alias) and node.name in {"environ", "getenv"})
        for node in ast.walk(tree)
    )


def calls(tree: ast.AST, *names: str) -> bool:
    """Return whether a module calls one of some functions or classes by name."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for node in ast.walk(tree)
    )


def test_no_function_outside_the_engine_takes_workspace_clock_and_limits() -> None:
    taking = {
        str(path): functions
        for path, tree in sources()
        if not path.is_relative_to(ENGINE) and (functions := takes_the_context(tree))
    }
    assert taking == {}


def test_a_function_that_takes_them_is_noticed() -> None:
    tree = ast.parse("def publish(workspace, period, *, clock, limits, by): ...")
    assert takes_the_context(tree) == ["publish"]
    assert takes_the_context(ast.parse("def publish(workspace, *, clock): ...")) == []


def test_only_the_settings_and_a_few_modules_read_the_environment() -> None:
    reading = {str(path) for path, tree in sources() if reads_environment(tree)}
    assert reading == READERS.keys()


def test_a_module_that_reads_the_environment_is_noticed() -> None:
    assert reads_environment(ast.parse("import os\nhome = os.environ['HOME']"))
    assert reads_environment(ast.parse("from os import getenv"))
    assert not reads_environment(ast.parse("environment = {}"))


def test_settings_are_read_only_where_a_run_is_opened() -> None:
    reading = [str(path) for path, tree in sources() if calls(tree, "read_settings", "Settings")]
    assert reading == ["pow_pipeline/jobs/engine/run.py", "pow_pipeline/settings.py"]


def test_jobs_commands_and_flows_use_the_journal_and_blobs_of_their_run() -> None:
    makers = [
        str(path)
        for path, tree in sources()
        if path.parts[0] == "flows" or path.parts[1] in {"cli", "jobs"}
        if calls(tree, "Journal", "Blobs", "ArchivedProgrammes")
    ]
    # A backup is a second record: its journal and blobs are not those of the run.
    assert makers == ["pow_pipeline/jobs/engine/run.py", "pow_pipeline/jobs/operate/back_up.py"]
