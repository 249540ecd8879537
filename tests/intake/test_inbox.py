"""The inbox: what cannot be taken stays where it is, and is told."""

import io
import json
import os
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.handing_in import free_name
from pow_pipeline.intake.inbox import is_clutter, is_unfinished
from pow_pipeline.intake.receive import files_lying, files_out_of_place
from pow_pipeline.jobs.ingest.ingest import Ingested
from pow_pipeline.machine_faults import MachineFaultError
from tests.harness.builders import ask, drop, feedback_of, form, ingest_at
from tests.harness.story import NOW_TEXT, copy_workspace


def put_outside(workspace):
    path = workspace.inbox / "form.xlsx"
    path.write_bytes(form())
    return path


def put_for_nobody(name):
    def put(workspace):
        (workspace.inbox / name).mkdir()
        return drop(workspace, name, form())

    return put


def put_in_a_linked_folder(workspace):
    link = workspace.inbox / "AM99"
    link.symlink_to(workspace.inbox / "AM12")
    return link


def put_link(workspace):
    secret = workspace.home.parent / "secret.xlsx"
    secret.write_bytes(form())
    link = workspace.inbox / "AM12" / "link.xlsx"
    link.symlink_to(secret)
    return link


def put_pipe(workspace):
    path = workspace.inbox / "AM12" / "pipe.xlsx"
    os.mkfifo(path)
    return path


def put_folder(workspace):
    path = workspace.inbox / "AM12" / "unpacked"
    path.mkdir()
    (path / "form.xlsx").write_bytes(form())
    return path


def put_more_than_the_disk_holds(workspace):
    path = drop(workspace, "AM12", b"")
    os.truncate(path, shutil.disk_usage(path).total // 2 + 1)
    return path


PUT = {
    "outside": put_outside,
    "for nobody": put_for_nobody("AM98"),
    "in small letters": put_for_nobody("am12"),
    "blank at the end": put_for_nobody("AM12 "),
    "in a linked folder": put_in_a_linked_folder,
    "link": put_link,
    "pipe": put_pipe,
    "folder": put_folder,
    "more than the disk holds": put_more_than_the_disk_holds,
}


@pytest.fixture(scope="module")
def ingested(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Path], Ingested]:
    """Where each of these was put, and what came of an ingest of all and of a report."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("out of place"))
    paths = {kind: put(workspace) for kind, put in PUT.items()}
    drop(workspace, "AM13", form("AM13"))
    return paths, ingest_at(workspace)


@pytest.mark.parametrize("kind", PUT)
def test_what_cannot_be_taken_stays_and_is_reported(
    kind: str, ingested: tuple[dict[str, Path], Ingested]
) -> None:
    paths, result = ingested
    assert paths[kind] in result.out_of_place
    assert os.path.lexists(paths[kind])


def test_what_cannot_be_taken_holds_up_nobody(
    ingested: tuple[dict[str, Path], Ingested],
) -> None:
    paths, result = ingested
    assert result.counts()["accepted"] == result.received == 1
    assert set(result.out_of_place) == set(paths.values())


@pytest.mark.parametrize("name", ["form.xlsx.part", "form.tmp", ".form.xlsx"])
def test_what_is_not_finished_stays_and_is_not_reported(name, workspace):
    path = drop(workspace, "AM12", form(), name)
    ingested = ingest_at(workspace)
    assert (ingested.received, ingested.out_of_place) == (0, ())
    assert path.exists()


@pytest.mark.parametrize(("minutes", "is_reported"), [(14, False), (16, True)])
@pytest.mark.parametrize("name", ["form.xlsx.part", "form.tmp", ".form.xlsx"])
def test_what_is_left_half_sent_is_reported(name, minutes, is_reported, workspace, monkeypatch):
    path = drop(workspace, "AM12", form(), name)
    now = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: now)
    assert files_out_of_place(workspace) == [path] * is_reported


CLUTTER = [
    *("desktop.ini", "Desktop.ini", "Thumbs.db", "thumbs.db", "ehthumbs.db"),
    *(".DS_Store", "._form.xlsx", "._.DS_Store", ".localized", "Icon\r"),
    *("~$form.xlsx", ".~lock.form.xlsx#", "~WRL0001.tmp"),
    *("form.url", "Formulier.URL", "form.lnk", "form.xlsx.lnk", "form.webloc", ".directory"),
]


CLUTTER_FOLDERS = ["$RECYCLE.BIN", "__MACOSX", ".AppleDouble", "@eaDir"]
NO_CLUTTER = [
    *("desktop.ini.xlsx", "Thumbs.xlsx", "url", "form.url.xlsx", "lnk.csv", "DS_Store.csv"),
]


def test_what_programs_leave_is_ignored_and_reported(workspace, monkeypatch):
    left = [workspace.inbox / place / name for place in ("", "AM12") for name in CLUTTER]
    for path in left:
        path.write_bytes(form())
    for folder in [
        workspace.inbox / place / name for place in ("", "AM12") for name in CLUTTER_FOLDERS
    ]:
        folder.mkdir()
        (folder / "form.xlsx").write_bytes(form())
        left.append(folder)
    now = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: now)
    ingested = ingest_at(workspace)
    assert (ingested.received, ingested.results, ingested.out_of_place) == (0, (), ())
    assert ingested.ignored == tuple(sorted(left))
    assert files_out_of_place(workspace) == files_lying(workspace) == []


def test_a_name_like_that_of_clutter_is_received(workspace):
    for name in NO_CLUTTER:
        drop(workspace, "AM12", form(), name)
    ingested = ingest_at(workspace)
    assert (ingested.received, ingested.ignored) == (len(NO_CLUTTER), ())


@pytest.mark.parametrize("name", CLUTTER)
def test_what_a_person_hands_in_is_received_whatever_its_name(name):
    given = free_name(name)
    assert not is_clutter(given)
    assert not is_unfinished(given)


def test_ingest_and_status_name_what_is_ignored(workspace, monkeypatch, capsys):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    for name in ["Thumbs.db", *(f"{number:02d}.url" for number in range(12))]:
        drop(workspace, "AM12", b"x", name)
    drop(workspace, "AM12", form())
    home = ["--home", str(workspace.home)]
    for arguments in (["ingest", *home], ["status", "2021-H1", *home]):
        assert run(arguments) == 0
        assert "ignored: AM12/00.url, AM12/01.url" in (result := capsys.readouterr().err)
        assert " and 3 more; other programs left these" in result
    for arguments in (["ingest", *home, "--json"], ["status", "2021-H1", *home, "--json"]):
        assert run(arguments) == 0
        assert len(json.loads(capsys.readouterr().out)["ignored"]) == 13


ODD = {
    "form\x1b[2J.xlsx": "form\\x1b[2J.xlsx",
    "form\nrejected.xlsx": "form\\nrejected.xlsx",
    "form\u202exslx.exe": "form\\u202exslx.exe",
    "<script>&'\".xlsx": "<script>&'\".xlsx",
    "'; DROP TABLE record.event; --": "'; DROP TABLE record.event; --",
    "a\\..\\..\\form.xlsx": "a\\..\\..\\form.xlsx",
    "-rf": "-rf",
}


@dataclass(frozen=True)
class Shown:
    """What is shown of accepted files with odd names.

    Attributes:
        feedback: by the name that is stored.
        screen: all that the command prints.
    """

    feedback: dict[str, str]
    screen: str


@pytest.fixture(scope="module")
def shown(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Ingest a report under each name, each from another region; and leave one for nobody."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("odd"))
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    (workspace.inbox / "AM99").mkdir()
    for name, region in zip(ODD, regions, strict=False):
        drop(workspace, region, form(region), name)
        (workspace.inbox / "AM99" / name).write_bytes(b"x")
    screen = io.StringIO()
    with redirect_stdout(screen), redirect_stderr(screen), pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        patch.setenv("POW_STABLE_SECONDS", "0")
        assert run(["ingest", "--home", str(workspace.home)]) == 0
    accepted = "SELECT name, delivery FROM record.delivery JOIN record.result USING (delivery) "
    deliveries = ask(workspace, f"{accepted} WHERE outcome = 'accepted'")
    feedback = {name: feedback_of(workspace, delivery) for name, delivery in deliveries}
    return Shown(feedback, screen.getvalue())


@pytest.mark.parametrize("name", ODD)
def test_a_name_is_shown_and_never_obeyed(name: str, shown: Shown) -> None:
    assert ODD[name] in shown.feedback[ODD[name]]
    assert f"AM99/{ODD[name]}: stays where it is" in shown.screen
    assert not {"\x1b", "\u202e"} & set(shown.screen)


def test_a_file_for_which_there_is_no_room_now_is_not_blamed_and_holds_up_nobody(workspace):
    path = drop(workspace, "AM12", b"")
    os.truncate(path, shutil.disk_usage(path).total // 2)
    drop(workspace, "AM13", form("AM13"))
    with pytest.raises(MachineFaultError, match="no room to receive 1 files; free space there"):
        ingest_at(workspace)
    assert files_out_of_place(workspace) == []
    assert [path.name for path in (workspace.outbox / "AM13").glob("AM13-*")] == ["AM13-2-1"]
    path.write_bytes(form())
    assert ingest_at(workspace).counts()["accepted"] == 1
