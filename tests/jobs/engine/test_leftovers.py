"""What was left half made is removed by the next run; what is not ours, or in use, stays."""

from pathlib import Path

from pow_pipeline import durable
from tests.harness.builders import drop, form, ingest_at
from tests.harness.invariants import assert_invariants

DEAD = 2**22 + 1  # no process has such a number


def left_by(pid: int, folder: Path) -> Path:
    return folder / f".{durable._processes()}-{pid}-0123456789abcdef.aside"


def test_the_next_run_removes_what_a_killed_one_left(workspace):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    blobs = next(path for path in workspace.blobs.iterdir() if path.is_dir())
    places = (
        blobs,
        workspace.home,
        workspace.journal,
        workspace.published,
        workspace.outbox / "AM12",
        workspace.inbox / "AM12",
    )
    files = [left_by(DEAD, folder) for folder in places]
    files += [
        workspace.warehouse.parent / f".pow.duckdb.{each}"
        for each in ("rebuilding", "verifying.wal")
    ]
    folders = [
        workspace.published / ".staged",
        workspace.published / ".before",
        workspace.published / "catalogue" / ".3",
        workspace.published / "blocked" / ".2021-H1",
        workspace.outbox / "AM12" / ".AM12-9-1",
        workspace.outbox / "AM12" / ".AM12-9-1.2",
    ]
    kept = [
        left_by(1, workspace.home),  # its process is at work
        workspace.published / ".htaccess",
        workspace.outbox / "AM12" / ".notes",
        workspace.home / ".0123456789abcdef.aside",
    ]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "half").write_bytes(b"half")
        folder.chmod(0o555)
    for file in (*files, *kept):
        file.write_bytes(b"half")
    ingest_at(workspace)
    assert [path for path in (*files, *folders) if path.exists()] == []
    assert [path for path in kept if not path.exists()] == []
    assert_invariants(workspace)
