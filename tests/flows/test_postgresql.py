"""The flows on a real Prefect server whose database is a real PostgreSQL, set up as in deploy/."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.harness.builders import NOW, drop, form
from tests.harness.processes import end_process

ROOT = Path(__file__).parents[2]
TOOLS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
pytestmark = pytest.mark.skipif(not TOOLS, reason="needs PostgreSQL (Debian: postgresql)")
_LONG = 180


def run(tool: str, *arguments: object, **options: object) -> str:
    """Run a tool of PostgreSQL, which refuses to be run by root."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if not os.getuid() else {}
    done = subprocess.run(
        [TOOLS[-1].with_name(tool), *map(str, arguments)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **user,
        **options,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sockets() -> Iterator[Path]:
    """A cluster of our own, reached by a socket alone; yields the folder of the socket."""
    folder = Path(tempfile.mkdtemp(prefix="pow-pg-"))  # a path of a socket must be short
    if not os.getuid():
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o755)
    data, log = folder / "data", folder / "log"
    try:
        run("initdb", "-D", data, "-U", "pow", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses= -c fsync=off -k {folder}"
        run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            run("createdb", "-h", folder, "-U", "pow", "prefect")
            yield folder
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(sockets, tmp_path_factory) -> Iterator[str]:
    """A Prefect server with the settings of the example, but for its places."""
    text = (ROOT / "deploy" / "pow.env.example").read_text()
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    settings = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE)) | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_API_PORT": str(port),
    }
    name = "PREFECT_API_DATABASE_CONNECTION_URL"
    settings[name] = settings[name].replace("/var/run/postgresql", str(sockets))
    kept = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    log = home / "log"
    with log.open("wb") as result:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start"],
            env=kept | settings,
            stdout=result,
            stderr=result,
            start_new_session=True,
        )
    try:
        _wait_for(f"{url}/health", process, log)
        yield url
    finally:
        end_process(process, seconds=_LONG)


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + _LONG
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)


@pytest.mark.prove
def test_the_flows_take_in_and_publish(server, sockets, workspace):
    from prefect.logging.handlers import APILogHandler
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        temporary_settings,
    )

    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    with temporary_settings({PREFECT_API_URL: server, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        assert ingest_submissions(home=str(workspace.home), now=NOW)["accepted"] == 35
        assert publish_release("2021-H1", home=str(workspace.home), now=NOW) == "2021-H1.v1"
        APILogHandler().flush()  # else it tries when the server is gone
    query = (
        "SELECT flow.name, flow_run.state_type FROM flow_run JOIN flow ON flow.id = flow_id "
        "ORDER BY flow.name"
    )
    rows = run("psql", "-h", sockets, "-U", "pow", "-At", "-c", query, "prefect").split()
    assert rows == ["ingest-submissions|COMPLETED", "publish-release|COMPLETED"]
