"""Delivery: files first, what is current last, resumed after anything, never more than asked."""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.operate.doctor.doctor import _settings
from pow_pipeline.publication.files.upload import without_credentials
from pow_pipeline.record.events import Uploaded
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings
from tests.harness.builders import command, drop, form, ingest_at, publish_at
from tests.harness.invariants import assert_invariants
from tests.harness.story import NOW_TEXT, copy_workspace
from tests.publication.revised_releases import RED, SUMMER, send_all

PERIOD = "2021-H1"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)


@pytest.fixture(scope="module")
def published_once(bare_template, tmp_path_factory):
    """A workspace with one release, uploaded nowhere."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("delivery"))
    send_all(workspace, PERIOD, SUMMER)
    publish_at(workspace)
    return workspace.home


@pytest.fixture
def published(published_once, tmp_path):
    return copy_workspace(published_once, tmp_path)


@pytest.fixture
def target(tmp_path, monkeypatch) -> Path:
    """The folder to upload to, set."""
    monkeypatch.setenv("POW_UPLOAD_TO", str(tmp_path / "uploaded"))
    return tmp_path / "uploaded"


def upload(workspace, *arguments: str) -> int:
    return run(["upload", *arguments, "--home", str(workspace.home)])


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def shown(target: Path) -> str:
    return json.loads((target / "current.json").read_bytes())["periods"][PERIOD]["release"]


def test_what_is_public_is_there_and_current_says_where(published, target, capsys):
    command(published, "publish", PERIOD)
    assert f"uploaded to {target}: 2021-H1.v1" in capsys.readouterr().out
    own = files_of(published.releases / "2021-H1.v1" / "public")
    assert files_of(target / "releases" / "2021-H1.v1" / "public") == own
    assert json.loads((target / "current.json").read_bytes()) == {
        "catalogue": 1,
        "latest": PERIOD,
        "periods": {
            PERIOD: {
                "release": "2021-H1.v1",
                "path": "releases/2021-H1.v1/public",
                "manifest": sha256(own["manifest.json"]).hexdigest(),
            }
        },
    }
    assert len(files_of(target)) == len(own) + 1


@pytest.mark.parametrize("address", ["file://{target}", "memory://uploaded/{target}"])
def test_any_address_that_fsspec_knows_will_do(address, published, tmp_path, monkeypatch):
    to = address.format(target=tmp_path / "to")
    monkeypatch.setenv("POW_UPLOAD_TO", to)
    assert upload(published) == 0
    files, root = fsspec.core.url_to_fs(to)
    own = files_of(published.releases / "2021-H1.v1" / "public")
    found = files.find(f"{root}/releases/2021-H1.v1/public")
    assert {Path(each).name for each in found} == {Path(each).name for each in own}
    assert all(files.cat_file(each) in own.values() for each in found)
    assert json.loads(files.cat_file(f"{root}/current.json"))["latest"] == PERIOD
    assert upload(published) == 0


def test_what_is_there_is_not_sent_again_but_for_a_period_that_is_named(published, target, capsys):
    def sent(*arguments: str) -> int:
        capsys.readouterr()
        assert upload(published, *arguments, "--json") == 0
        return json.loads(capsys.readouterr().out)["files"]

    every = sent()
    before = files_of(target)
    assert sent() == 0
    damaged = target / "releases" / "2021-H1.v1" / "public" / "release.json"
    damaged.write_bytes(damaged.read_bytes()[:-3])  # as one that was cut off
    assert sent() == 1
    damaged.write_bytes(b"\0" * damaged.stat().st_size)
    assert sent() == 0
    assert sent(PERIOD) == every
    assert files_of(target) == before
    other = target / "releases" / "2021-H1.v1" / "public" / "manifest.json"
    other.write_bytes(other.read_bytes().replace(b"0", b"1"))  # another release of that name
    assert sent() == every
    assert files_of(target) == before


def test_what_names_activities_goes_only_where_it_is_asked(published, target, monkeypatch):
    assert upload(published) == 0
    assert not (target / "releases" / "2021-H1.v1" / "restricted").exists()
    monkeypatch.setenv("POW_UPLOAD_RESTRICTED", "true")
    assert upload(published) == 0
    release = published.releases / "2021-H1.v1"
    assert files_of(target / "releases" / "2021-H1.v1") == files_of(release)


def upload_until_killed(workspace, fault: str, command: str = "upload") -> None:
    killed = subprocess.run(
        [*(sys.executable, "-m", "pow_pipeline.cli.main"), command, "--home", workspace.home],
        env=os.environ | {"POW_FAULT": fault},
        check=False,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.mark.parametrize(
    "fault",
    [
        "uploaded",
        pytest.param("upload_file", marks=pytest.mark.prove),
        "upload_file:5",
        pytest.param("upload_current", marks=pytest.mark.prove),
        "upload_done",
    ],
)
def test_killed_anywhere_what_was_current_is_whole_and_the_next_ends_it(fault, published, target):
    upload_until_killed(published, fault)
    assert (target / "current.json").exists() == (fault == "upload_done")
    assert upload(published) == 0
    own = files_of(published.releases / "2021-H1.v1" / "public")
    assert files_of(target / "releases" / "2021-H1.v1" / "public") == own
    assert shown(target) == "2021-H1.v1"
    assert {path.name for path in target.iterdir()} == {"current.json", "releases"}
    uploads = [e for e in Journal(published.journal).read() if isinstance(e, Uploaded)]
    assert [(e.address, e.releases) for e in uploads] == [(str(target), ("2021-H1.v1",))]


def test_killed_while_an_upload_is_applied_the_next_run_applies_it(published, target):
    assert upload(published) == 0
    upload_until_killed(published, "apply_uploaded", "ingest")
    command(published, "ingest")
    assert_invariants(published)


def test_killed_while_another_release_of_that_name_is_replaced_all_of_it_is(published, target):
    assert upload(published) == 0
    before = files_of(target)
    for path in (target / "releases" / "2021-H1.v1" / "public").rglob("*"):
        if path.is_file():
            path.write_bytes(b"x" * path.stat().st_size)
    upload_until_killed(published, "upload_file")
    assert upload(published) == 0
    assert files_of(target) == before


def test_a_failure_leaves_the_release_published_and_the_next_goes_on(
    published, tmp_path, monkeypatch, capsys
):
    (tmp_path / "in_the_way").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("POW_UPLOAD_TO", str(tmp_path / "in_the_way" / "to"))
    drop(published, "AM01", form("AM01", rows=RED), "correction.xlsx")
    ingest_at(published)
    assert run(["publish", PERIOD, "--yes", "--home", str(published.home)]) == 3
    output = capsys.readouterr()
    assert "2021-H1.v2 is published" in output.out
    assert "not uploaded, NotADirectoryError" in output.err
    assert "go on with: pow upload" in output.err
    assert (published.published / "current" / PERIOD).resolve().name == "2021-H1.v2"
    (tmp_path / "in_the_way").unlink()
    command(published, "publish", PERIOD)
    assert shown(tmp_path / "in_the_way" / "to") == "2021-H1.v2"


def test_under_embargo_nothing_is_uploaded_until_it_comes_out(
    published, target, monkeypatch, capsys
):
    drop(published, "AM01", form("AM01", rows=RED), "correction.xlsx")
    ingest_at(published)
    command(published, "publish", PERIOD, "--embargo", "2021-08-20", "--yes")
    assert shown(target) == "2021-H1.v1"
    assert {path.name for path in (target / "releases").iterdir()} == {"2021-H1.v1"}
    monkeypatch.setenv("POW_NOW", "2021-08-20T00:00:00+02:00")
    command(published, "ingest")
    assert "current now: 2021-H1.v2" in capsys.readouterr().out
    assert shown(target) == "2021-H1.v2"
    assert {path.name for path in (target / "releases").iterdir()} == {"2021-H1.v1", "2021-H1.v2"}


def test_an_older_copy_of_a_workspace_takes_nothing_back(published, target, capsys):
    assert upload(published) == 0
    pointer = target / "current.json"
    later = pointer.read_bytes().replace(b'"catalogue": 1', b'"catalogue": 2')
    pointer.write_bytes(later)
    assert upload(published) == 3
    assert "shows catalogue 2, and here current is catalogue 1" in capsys.readouterr().err
    assert pointer.read_bytes() == later


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "sftp://me:secret@example.nl/data",
            "sftp://example.nl/data: needs a package that is not shipped; pip install paramiko",
        ),
        ("s3://figures", "s3://figures: needs a package that is not shipped; pip install s3fs"),
        ("nowhere://x", "Protocol not known: nowhere"),
    ],
)
def test_a_missing_driver_is_named_and_a_password_is_not(
    address, expected, published, monkeypatch, capsys
):
    monkeypatch.setenv("POW_UPLOAD_TO", address)
    assert upload(published) == 3
    error = capsys.readouterr().err
    assert expected in error
    assert "secret" not in error
    assert "secret" not in _settings(Settings()).found
    assert "POW_UPLOAD_TO" in _settings(Settings()).found


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sftp://me:secret@example.nl/data", "sftp://example.nl/data"),
        ("sftp://me@example.nl/data", "sftp://example.nl/data"),
        ("sftp://me:p@ss@example.nl/data", "sftp://example.nl/data"),
        ("sftp://me:pa/ss@example.nl/data", "sftp://example.nl/data"),
        ("sftp://me:pa//ss@example.nl/data", "sftp://example.nl/data"),
        ("simplecache::sftp://me:p@ss@example.nl/data", "simplecache::sftp://example.nl/data"),
        ("sftp://me:p@s/s@example.nl:22/data", "sftp://example.nl:22/data"),
        ("s3://figures/a@b", "s3://figures/a@b"),
        ("/srv/figures", "/srv/figures"),
    ],
)
def test_an_address_is_shown_without_credentials(address, expected):
    assert without_credentials(address) == expected


def test_no_piece_of_a_password_is_in_what_a_file_system_says(published, monkeypatch, capsys):
    def fail(_):
        raise ValueError("Port could not be cast to integer value as 'pa'")

    monkeypatch.setattr("fsspec.core.url_to_fs", fail)
    monkeypatch.setenv("POW_UPLOAD_TO", "sftp://me:pa/ss@example.nl/data")
    assert upload(published) == 3
    assert "sftp://example.nl/data: not uploaded, ValueError;" in capsys.readouterr().err
    monkeypatch.setenv("POW_UPLOAD_TO", "sftp://me:s3cret@example.nl/data")
    assert upload(published) == 3
    assert "ValueError: Port could not be cast" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("to", "arguments", "code", "expected"),
    [
        ("", (), 2, "name a folder or address: POW_UPLOAD_TO"),
        ("{home}/published/current", (), 2, "is among what the workspace keeps"),
        ("{home}/elsewhere", ("2021-H2",), 2, "no release of '2021-H2' is current"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    to, arguments, code, expected, published, monkeypatch, capsys
):
    monkeypatch.setenv("POW_UPLOAD_TO", to.format(home=published.home))
    assert upload(published, *arguments) == code
    assert expected in capsys.readouterr().err


def test_before_the_first_release_there_is_nothing(workspace, target, capsys):
    assert upload(workspace) == 3
    assert "nothing has been published yet" in capsys.readouterr().err
