"""Makes what many tests start from once in a run, not once in each of its processes."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

Made = TypeVar("Made")


def make_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made], *starts_from: Path
) -> Made:
    """Return what `make` made in a new folder, in the first process of the run that needs it.

    Other processes wait for it, and use the same files: tests leave those as they are.

    Args:
        factory: gives the folder of the run.
        name: what is made; no two fixtures use the same name.
        make: makes it; its result can be pickled.
        starts_from: paths that the result depends on: other ones give another result.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / f"once-{name}"
    if starts_from:
        folder = root / f"once-{name}-{'-'.join(_name_of(path, root) for path in starts_from)}"
    result = folder.with_suffix(".pickle")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made = make(folder)
            result.write_bytes(pickle.dumps(made))
        loaded: Made = _load(result)
        return loaded


def _name_of(path: Path, root: Path) -> str:
    return str(path.relative_to(root)).replace("/", "-")


def _load(path: Path) -> Any:
    return pickle.loads(path.read_bytes())  # noqa: S301 -- this run wrote it
