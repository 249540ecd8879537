"""The units of deploy/: what systemd says of them, and what they must leave to the reader."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pow_pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONFINEMENT = DEPLOY / "systemd" / "pow-.service.d" / "confinement.conf"
SERVICES = ("pow-server", "pow-worker", "pow-watcher")
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze (Debian: systemd)"
)


@pytest.fixture(scope="module")
def units(tmp_path_factory) -> Path:
    """The units, for where this code stands: what they run must exist."""
    folder = tmp_path_factory.mktemp("units") / "systemd"
    shutil.copytree(DEPLOY / "systemd", folder)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        text = path.read_text().replace(
            "/opt/pow-pipeline/.venv/bin", str(Path(sys.executable).parent)
        )
        path.write_text(text.replace("/opt/pow-pipeline", str(ROOT)))
    return folder


def analyze(units: Path, *arguments: object) -> subprocess.CompletedProcess:
    places = f"{units}:/usr/lib/systemd/system:/lib/systemd/system"
    return subprocess.run(
        ["systemd-analyze", *map(str, arguments)],
        env=os.environ | {"SYSTEMD_UNIT_PATH": places, "SYSTEMD_LOG_TARGET": "console"},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
def test_systemd_finds_nothing_wrong(units):
    found = analyze(units, "verify", *sorted(units.glob("*.*[!d]")))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


@needs_systemd
def test_systemd_would_find_what_is_wrong(units, tmp_path):
    folder = tmp_path / "systemd"
    shutil.copytree(units, folder)
    path = folder / CONFINEMENT.relative_to(DEPLOY / "systemd")
    path.write_text(path.read_text().replace("PrivateTmp=yes", "PrivateTemp=yes"))
    found = analyze(folder, "verify", folder / "pow-worker.service")
    assert re.search("Unknown key.* 'PrivateTemp'", found.stderr)


def printed_in(service: str, name: str) -> list[str]:
    text = (DEPLOY / "systemd" / f"{service}.service").read_text()
    return re.findall(rf"^{name}=(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_no_unit_stays_down_because_another_came_up_late(service):
    """Restart= does not count for a unit whose start was cancelled with that of a required one."""
    for name in ("Requires", "Requisite", "BindsTo", "PartOf"):
        assert printed_in(service, name) == []


def test_systemd_waits_for_the_server_for_longer_than_is_asked_whether_it_answers():
    (limit,) = printed_in("pow-server", "TimeoutStartSec")
    (asking,) = printed_in("pow-server", "ExecStartPost")
    waits = dict(re.findall(r"--(retry-max-time|max-time) (\d+)", asking))
    assert int(limit) > int(waits["retry-max-time"]) + int(waits["max-time"])


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_little_is_left_that_a_service_could_do(units, service):
    unit = units / f"{service}.service"
    found = analyze(units, "security", "--offline=true", "--threshold=25", unit)
    assert found.returncode == 0, found.stdout


@needs_systemd
def test_no_system_call_is_denied_that_the_reader_confines_itself_by(units):
    (denied,) = re.findall(r"^SystemCallFilter=~(.+)$", CONFINEMENT.read_text(), re.MULTILINE)
    calls = analyze(units, "syscall-filter", *denied.split()).stdout.split()
    needed = ("unshare", "prctl", "capset", "prlimit64", "setrlimit")
    landlock = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
    assert "mount" in calls
    assert not {*needed, *landlock} & set(calls)


def test_what_would_take_a_defence_from_the_reader_stays_off():
    text = CONFINEMENT.read_text()
    assert re.findall(r"^RestrictNamespaces=(.+)$", text, re.MULTILINE) == ["user net"]
    for off in ("MemoryDenyWriteExecute", "ProcSubset", "PrivateNetwork", "DynamicUser"):
        assert not re.search(rf"^{off}=", text, re.MULTILINE), off


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv (Debian: util-linux)")
def test_readers_are_as_confined_without_capabilities_and_new_privileges():
    script = (
        "import json; from pow_pipeline.parsing.sandbox.probe import defences;"
        "print(json.dumps(defences(2**30)))"
    )
    run = [sys.executable, "-c", script]
    less = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    # Both at once: one of the attempts takes until it is ended for that.
    free, confined = (
        subprocess.Popen(command, stdout=subprocess.PIPE) for command in (run, [*less, *run])
    )
    held = json.loads(free.communicate()[0])
    still_held = json.loads(confined.communicate()[0])
    assert (free.returncode, confined.returncode) == (0, 0)
    assert {what for what, is_held in held.items() if is_held and not still_held[what]} == set()


def example() -> dict[str, str]:
    text = (DEPLOY / "pow.env.example").read_text()
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_names_settings_that_exist():
    from prefect.settings import Settings as PrefectSettings
    from prefect.settings.legacy import _get_valid_setting_names

    ours = {f"POW_{name.upper()}" for name in Settings.model_fields}
    prefects = _get_valid_setting_names(PrefectSettings)
    others = {"GX_ANALYTICS_ENABLED", "DO_NOT_TRACK", "PYTHONUNBUFFERED"}
    assert set(example()) <= ours | prefects | others


def test_the_example_holds_no_secret_and_lets_nobody_in():
    result = example()
    assert not [name for name in result if re.search("AUTH|PASSWORD|KEY|TOKEN", name)]
    assert not re.search(r"://[^/@]*:[^/@]*@", " ".join(result.values()))
    hosts = [value for name, value in result.items() if name.endswith("_HOST")]
    assert set(hosts) == {"127.0.0.1"}
    assert "POW_METRICS_HOST" not in (DEPLOY / "pow.env.example").read_text()  # see check-pow


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/health"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_only_what_runs_and_is_silent_three_times_is_restarted(tmp_path):
    """Units are real addresses here; what systemd is told is written down."""
    result, counts = tmp_path / "restarts", tmp_path / "counts"
    counts.mkdir()
    systemctl = tmp_path / "bin" / "systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text(f'#!/bin/sh\necho "$@" >>{result}\n[ "$3" != ended.service ]\n')
    systemctl.chmod(0o755)
    environment = os.environ | {"PATH": f"{systemctl.parent}:{os.environ['PATH']}"}

    def look(*asked: str) -> list[str]:
        result.write_text("")
        subprocess.run(
            [DEPLOY / "restart-unanswering", *asked],
            env=environment | {"RUNTIME_DIRECTORY": str(counts)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return [line for line in result.read_text().splitlines() if line.startswith("restart")]

    with answering(200) as well, answering(503) as ill:
        asked = [f"well.service={well}", f"ill.service={ill}", f"ended.service={ill}"]
        gone = "gone.service=http://127.0.0.1:9/health"
        assert look(*asked) == look(*asked) == []
        assert look(*asked, gone) == ["restart ill.service"]
        assert look(*asked, gone) == []
        assert look(f"ill.service={well}") == []  # it answers again: counting begins anew
        assert look(*asked, gone) == ["restart gone.service"]
