"""Runs SQL queries on the restricted or the public database of a release."""

from pathlib import Path

from pow_pipeline.errors import UsageError, WorkspaceError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.publication.files.release import DATABASE
from pow_pipeline.warehouse.asking import Answer, ask, describe_table, list_tables
from pow_pipeline.workspace import Workspace


def ask_release(
    run: Run,
    query: str | None,
    *,
    table: str | None = None,
    period: str | None = None,
    public: bool = False,
) -> Answer:
    """Return the result of a SQL query on a current release, or a list of tables or columns.

    Args:
        run: the run.
        query: one SQL query; None to list the tables.
        table: name of a table whose columns to list instead of running a SQL query.
        period: code of the period of the release; None for the newest one.
        public: whether to use the public database instead of the restricted one.

    Raises:
        UsageError: the SQL query is refused, or there is no such table or release.
        WorkspaceError: nothing has been published, or the release is missing.
    """
    path = _database(run.workspace, period, "public" if public else "restricted")
    if query and table:
        raise UsageError("give a query, or a table to describe; not both")
    if table:
        return describe_table(path, table)
    return ask(path, query) if query is not None else list_tables(path)


def _database(workspace: Workspace, period: str | None, tier: str) -> Path:
    current = workspace.published / "current"
    if not current.is_dir():
        raise WorkspaceError("nothing has been published yet; publish a period: pow publish PERIOD")
    shown = current / (period or "latest")
    path = shown / tier / DATABASE
    if shown.is_symlink() and not path.is_file():
        raise WorkspaceError(f"{path.resolve()}: missing; restore its release from a back-up")
    if not path.is_file():
        released = ", ".join(sorted({entry.name for entry in current.iterdir()} - {"latest"}))
        raise UsageError(f"there is no release of {period!r}; there are {released}")
    return path.resolve()
