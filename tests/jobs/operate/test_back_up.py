"""Back-up: a copy, made while others are at work, that can be gone on with elsewhere."""

import shutil
from threading import Thread

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.errors import RecordError, UsageError
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.operate.back_up import BackedUp, back_up
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    NOW,
    command,
    drop,
    form,
    ingest_at,
    publish_at,
    run_at,
    send,
    verify_now,
)
from tests.harness.form_server import tree
from tests.harness.invariants import assert_invariants

WHY = ("--why", "a test", "--by", "me")
pytestmark = pytest.mark.prove  # whole workspaces, again and again


def back_up_to(workspace, folder) -> BackedUp:
    return back_up(run_at(workspace), folder)


def restored(folder, home) -> Workspace:
    """A back-up, copied to where it is to stand, with its warehouse made again."""
    shutil.copytree(folder, home, symlinks=True)
    command(Workspace(home), "rebuild")
    return Workspace(home)


def test_it_is_whole_though_files_come_in_meanwhile(workspace, tmp_path):
    def receive_many() -> None:
        for number in range(30):
            drop(workspace, "AM12", f"{number}".encode(), f"{number}.txt")
            receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)

    heads = []
    for number in range(3):
        thread = Thread(target=receive_many)
        thread.start()
        while Journal(workspace.journal).head() < 10 * (number + 1):
            pass
        heads.append(back_up_to(workspace, tmp_path / "back-up").events)
        thread.join()
        shutil.copytree(tmp_path / "back-up", tmp_path / f"{number}", symlinks=True)
    assert heads[-1] < Journal(workspace.journal).head()
    for number, head in enumerate(heads):
        other = Workspace(tmp_path / f"{number}")
        command(other, "rebuild")
        assert verify_now(other).events == head
    ingest_at(other)
    assert_invariants(other)


def test_again_copies_what_is_new_alone_and_what_was_erased_goes(workspace, tmp_path):
    send(workspace, "AM12", form("AM12"))
    send(workspace, "AM13", form("AM13"))
    folder = tmp_path / "back-up"
    back_up_to(workspace, folder)
    assert back_up_to(workspace, folder).copied == 0
    (delivery,) = (path.name for path in (workspace.outbox / "AM13").iterdir())
    command(workspace, "decide", "erase", delivery, "--yes", "--why", "not for us")
    back_up_to(workspace, folder)
    assert form("AM13") not in tree(Workspace(folder)).values()
    assert form("AM12") in tree(Workspace(folder)).values()
    assert_invariants(restored(folder, tmp_path / "other"))


def test_one_that_was_interrupted_is_still_the_one_before_it(workspace, tmp_path):
    send(workspace, "AM12", form("AM12"))
    folder = tmp_path / "back-up"
    before = back_up_to(workspace, folder).events
    send(workspace, "AM13", form("AM13"))
    blob = next(path for path in workspace.blobs.glob("*/*") if path.read_bytes() == form("AM13"))
    content = blob.read_bytes()
    blob.write_bytes(b"damaged")
    with pytest.raises(RecordError, match="not the bytes that were kept"):
        back_up_to(workspace, folder)
    blob.write_bytes(content)
    assert verify_now(restored(folder, tmp_path / "other")).events == before
    assert back_up_to(workspace, folder).events > before


@pytest.mark.parametrize("step", ["_copy_events", "mirror"])
@pytest.mark.parametrize("change", ["pruned", "erased", "published"])
def test_wherever_it_was_interrupted_what_its_events_name_is_there(
    step, change, published, tmp_path, monkeypatch
):
    workspace, folder = Workspace(tmp_path / "work"), tmp_path / "back-up"
    shutil.copytree(published.home, workspace.home, symlinks=True)
    head = back_up_to(workspace, folder).events
    change_by(change, workspace)

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"pow_pipeline.jobs.operate.back_up.{step}", stop)
        with pytest.raises(KeyboardInterrupt):
            back_up_to(workspace, folder)
    other = restored(folder, tmp_path / "other")
    command(other, "ingest")
    assert_invariants(other)
    assert (Journal(other.journal).head() == head) == (step != "mirror")
    back_up_to(workspace, folder)


@pytest.fixture(scope="module")
def published(template, tmp_path_factory) -> Workspace:
    """Two releases of a period; only to be copied."""
    home = tmp_path_factory.mktemp("published") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    for region in sorted(path.name for path in workspace.inbox.iterdir()):
        drop(workspace, region, form(region))
    ingest_at(workspace)
    publish_at(workspace)
    command(workspace, "decide", "withdraw", "AM12", "2021-H1", *WHY)
    publish_at(workspace)
    return workspace


def change_by(change: str, workspace: Workspace) -> None:
    if change == "pruned":
        command(workspace, "prune", "--keep", "1", "--yes")
    if change == "erased":
        (delivery,) = (path.name for path in (workspace.outbox / "AM13").iterdir())
        command(workspace, "decide", "erase", delivery, "--yes", *WHY)
    if change == "published":
        command(workspace, "decide", "withdraw", "AM14", "2021-H1", *WHY)
        publish_at(workspace)


def test_what_is_no_back_up_of_it_is_left_alone(workspace, template, tmp_path, capsys):
    send(workspace, "AM12", form("AM12"))
    back_up_to(workspace, tmp_path / "back-up")
    other = Workspace(tmp_path / "other")
    shutil.copytree(template, other.home, symlinks=True)
    send(other, "AM13", form("AM13"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter").write_text("x")
    for source, folder, message in (
        (other, tmp_path / "back-up", "not a back-up of this workspace"),
        (workspace, mine, "something else stands there"),
        (workspace, workspace.home / "copy", "within the workspace"),
    ):
        with pytest.raises(UsageError, match=message):
            back_up_to(source, folder)
    assert run(["backup", str(mine), "--home", str(workspace.home)]) == 2
    assert "choose another folder" in capsys.readouterr().err
    assert [path.name for path in mine.iterdir()] == ["letter"]
