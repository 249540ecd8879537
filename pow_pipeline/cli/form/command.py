"""`pow form`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home
from pow_pipeline.cli.running import command_run, run_of_rules


def form(
    *,
    home: Home = Path(),
    host: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="Port; 0 for any free port.")] = 8765,
    name: Annotated[str, Parameter(help="Host name of the page behind a proxy.")] = "",
    receive: Annotated[
        bool, Parameter(negative="", help="Also receive files from regions with a token.")
    ] = False,
    region: Annotated[
        str | None, Parameter(help="Region of all files; by default the one that each file names.")
    ] = None,
    programme: Annotated[
        str | None,
        Parameter(help="Programme; by default that of the workspace, or the built-in one."),
    ] = None,
) -> None:
    """Serve a page on which people check a file before they send it; files are not stored.

    Stop it with Ctrl-C. With --receive, regions that have a token (pow token) can send reports.
    Example: pow form --home work --port 8765
    """
    from pow_pipeline.cli.form.server import Served, serve_form
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.engine.require import require_region
    from pow_pipeline.jobs.ingest.check import source_of_rules

    if receive and programme:
        raise UsageError("--receive takes files in for a workspace, by its own programme")
    run = command_run(home) if receive else run_of_rules(home, programme)
    rules = source_of_rules(run, programme)
    serve_form(
        Served(
            run=run,
            rules=rules,
            region=require_region(rules().programme, region).code if region else "",
            receives=receive,
        ),
        host=host,
        port=port,
        name=name,
    )
