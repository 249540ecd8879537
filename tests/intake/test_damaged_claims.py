"""What is found among the claims: received, removed, or set aside and named; never lost."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pow_pipeline.intake.receive import files_out_of_place, receive_inbox
from pow_pipeline.jobs.operate.verify.machine import check_machine
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, drop, form, ingest_at
from tests.harness.story import copy_workspace

MOMENT = "20210630T120000.000000Z"
LIST = [["AM12", "a.xlsx"]]
ARRIVED = "2021-06-30T11:00:00+00:00"


def claim(
    workspace: Workspace, name: str = f"0@{MOMENT}", listed: object = LIST, **files: bytes
) -> Path:
    """Make a claim: its list, if any, and files by their places, such as `_1`."""
    folder = workspace.claims / name
    folder.mkdir()
    if listed is not None:
        text = listed if isinstance(listed, str) else json.dumps(listed)
        (folder / "list.json").write_text(text)
    for place, content in files.items():
        (folder / place.removeprefix("_")).write_bytes(content)
    return folder


def link_to_folder(workspace: Workspace) -> None:
    place = workspace.home / "elsewhere"
    place.mkdir()
    (place / "1").write_bytes(b"sent")
    (workspace.claims / f"0@{MOMENT}").symlink_to(place)


def list_is_folder(workspace: Workspace) -> None:
    (claim(workspace, listed=None, _1=b"sent") / "list.json").mkdir()


DAMAGE: dict[str, Callable[[Workspace], object]] = {
    "no list": lambda workspace: claim(workspace, listed=None, _1=b"sent"),
    "list cut off": lambda workspace: claim(workspace, listed='[["AM12"', _1=b"sent"),
    "list empty": lambda workspace: claim(workspace, listed="", _1=b"sent"),
    "list is no list": lambda workspace: claim(workspace, listed={"a": 1}, _1=b"sent"),
    "list of numbers": lambda workspace: claim(workspace, listed=[1, 2], _1=b"sent"),
    "list of one text": lambda workspace: claim(workspace, listed=[["AM12"]], _1=b"sent"),
    "list leads out": lambda workspace: claim(workspace, listed=[["..", "x"]], _1=b"sent"),
    "name leads out": lambda workspace: claim(workspace, listed=[["AM12", "../x"]], _1=b"sent"),
    **{
        f"arrival {arrival}": lambda workspace, arrival=arrival: claim(
            workspace, listed=[["AM12", "a.xlsx", *arrival]], _1=b"sent"
        )
        for arrival in (
            [[ARRIVED, "bogus", None]],
            [[ARRIVED, None, None]],
            [["2021-06-30T11:00:00", "seen", None]],
            [["yesterday", "seen", None]],
            [[None, "seen", None]],
            [[ARRIVED, "seen", 7]],
            [[ARRIVED, "seen"]],
            [[ARRIVED, "seen", None, None]],
            [ARRIVED, "seen", None],
            ["seen"],
            [7],
        )
    },
    "list is a folder": list_is_folder,
    "no such region": lambda workspace: claim(workspace, listed=[["XX", "a.xlsx"]], _1=b"sent"),
    "number is none": lambda workspace: claim(workspace, f"abc@{MOMENT}", _1=b"sent"),
    "moment is none": lambda workspace: claim(workspace, "0@yesterday", _1=b"sent"),
    "foreign name": lambda workspace: claim(workspace, "x@y", _1=b"sent"),
    "of no event": lambda workspace: claim(workspace, f"77@{MOMENT}", _1=b"sent"),
    "a file": lambda workspace: (workspace.claims / f"0@{MOMENT}").write_bytes(b"sent"),
    "a link": link_to_folder,
    "files of others": lambda workspace: claim(workspace, _1=b"known", other=b"sent"),
}


@dataclass(frozen=True)
class Received:
    """What came of damaged claims, one of each kind, and of a report that was sent then.

    Attributes:
        asides: where each claim is set aside, by the kind of its damage.
        counts: the numbers of files received, first and then again.
        alarms: what `pow verify` names.
        named: what the next ingest names.
    """

    workspace: Workspace
    asides: dict[str, Path]
    counts: tuple[int, int]
    alarms: set[str]
    named: set[Path]


@pytest.fixture(scope="module")
def received(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Received:
    workspace = copy_workspace(template, tmp_path_factory.mktemp("damaged"))
    asides = {
        kind: damage(workspace, harm, number)
        for number, (kind, harm) in enumerate(DAMAGE.items(), start=1)
    }
    drop(workspace, "AM13", form("AM13"))
    counts = (receive(workspace), receive(workspace))
    alarms = {alarm.where for alarm in check_machine(workspace, 60)}
    named = set(ingest_at(workspace).out_of_place)
    return Received(workspace, asides, counts, alarms, named)


def damage(workspace: Workspace, harm: Callable[[Workspace], object], number: int) -> Path:
    """Make a damaged claim at a moment of its own; return the path to set it aside at."""
    before = set(workspace.claims.iterdir())
    harm(workspace)
    (made,) = set(workspace.claims.iterdir()) - before
    moved = made.rename(made.with_name(made.name.replace(MOMENT, f"20210630T120000.{number:06}Z")))
    return moved.with_name(moved.name.replace("@", "-"))


def receive(workspace: Workspace) -> int:
    return receive_inbox(workspace, clock=lambda: NOW, batch_size=9, stable_seconds=0)


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_claim_is_set_aside_and_named(kind: str, received: Received) -> None:
    aside = received.asides[kind]
    files = [aside] if aside.is_file() else [path for path in aside.rglob("*") if path.is_file()]
    assert b"sent" in {path.read_bytes() for path in files if path.name != "list.json"}
    assert aside in files_out_of_place(received.workspace)
    assert str(aside) in received.alarms
    assert aside in received.named


def test_damaged_claims_hold_up_nobody(received: Received, tmp_path: Path) -> None:
    assert received.counts == (2, 0)  # the report, and the file that was claimed next to another's
    assert set(received.workspace.claims.iterdir()) == set(received.asides.values())
    workspace = copy_workspace(received.workspace.home, tmp_path)
    (workspace.home / "looked at").mkdir()
    for aside in workspace.claims.iterdir():
        shutil.move(aside, workspace.home / "looked at" / aside.name)  # as verify says
    assert not files_out_of_place(workspace)


def test_a_damaged_claim_is_named_before_a_run_meets_it(workspace: Workspace):
    folder = claim(workspace, listed=None, _1=b"sent")
    assert str(folder) in {alarm.where for alarm in check_machine(workspace, 60)}


def test_two_claims_are_set_aside_side_by_side(workspace: Workspace):
    for _ in range(2):
        claim(workspace, listed=None, _1=b"sent")
        receive(workspace)
    assert sorted(path.name for path in workspace.claims.iterdir()) == [
        f"0-{MOMENT}",
        f"0-{MOMENT}.2",
    ]


@pytest.mark.parametrize("names", [[], [".5f.aside"]])
def test_a_claim_that_ended_before_its_list_is_removed(names: list[str], workspace: Workspace):
    folder = claim(workspace, listed=None)
    for name in names:
        (folder / name).write_bytes(b"[")
    receive(workspace)
    assert not list(workspace.claims.iterdir())


@pytest.mark.parametrize("is_same", [True, False])
def test_only_bytes_that_are_in_the_record_are_removed(is_same, workspace: Workspace):
    drop(workspace, "AM12", b"sent")
    receive(workspace)
    claim(workspace, _1=b"sent" if is_same else b"something else")
    assert receive(workspace) == 0
    assert len(list(workspace.claims.iterdir())) == (0 if is_same else 1)
    assert Journal(workspace.journal).head() == 2


@pytest.mark.parametrize(
    "name", ["inbox", "outbox", "record/blobs", "record/claims", "record/journal", "locks"]
)
@pytest.mark.parametrize("kind", ["missing", "not a folder"])
def test_a_folder_that_a_workspace_lacks_is_named_with_its_remedy(
    name: str, kind: str, workspace: Workspace, tmp_path: Path
):
    from pow_pipeline.errors import WorkspaceError
    from pow_pipeline.workspace import open_workspace

    folder = workspace.home / name
    (tmp_path / "backup" / name).parent.mkdir(parents=True)
    shutil.move(folder, tmp_path / "backup" / name)
    if kind == "not a folder":
        folder.write_text("x")
    with pytest.raises(WorkspaceError, match=f"{name}: {kind}.* cp -a BACKUP/{name} "):
        open_workspace(workspace.home)
    folder.unlink(missing_ok=True)
    shutil.copytree(tmp_path / "backup" / name, folder.parent / folder.name)
    open_workspace(workspace.home)
