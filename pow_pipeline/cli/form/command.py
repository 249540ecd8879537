"""`pow form`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home
from pow_pipeline.cli.running import command_run, run_of_rules


def form(
    *,
    home: Home = Path(),
    host: Annotated[str, Parameter(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="The port; 0 for one that is free.")] = 8765,
    name: Annotated[
        str, Parameter(help="The name by which people reach the page through a proxy.")
    ] = "",
    receive: Annotated[
        bool, Parameter(negative="", help="Take files in as well, from regions with a token.")
    ] = False,
    region: Annotated[
        str | None, Parameter(help="The region that all files are from; else whom each names.")
    ] = None,
    programme: Annotated[
        str | None, Parameter(help="A programme; else the workspace's, or the built-in one.")
    ] = None,
) -> None:
    """Serve a page on which people check a file before they send it; nothing of it is kept.

    Stops at Ctrl-C. With --receive a region that has a token (pow token) can send its report there.
    Example: pow form --home work --port 8765
    """
    from pow_pipeline.cli.form.server import Served, serve_form
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.engine.require import asked_region
    from pow_pipeline.jobs.ingest.check import source_of_rules

    if receive and programme:
        raise UsageError("--receive takes files in for a workspace, by its own programme")
    run = command_run(home) if receive else run_of_rules(home, programme)
    rules = source_of_rules(run, programme)
    serve_form(
        Served(
            run=run,
            rules=rules,
            region=asked_region(rules().programme, region).code if region else "",
            receives=receive,
        ),
        host=host,
        port=port,
        name=name,
    )
