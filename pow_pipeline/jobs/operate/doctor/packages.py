"""Compares the installed packages with the requirements and, if present, the lock file."""

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

import pow_pipeline
from pow_pipeline.jobs.operate.doctor.examined import Examined

LOCK: Final = Path(pow_pipeline.__file__).parents[1] / "requirements.lock"
_MORE: Final = " …"
_SHOWN: Final = 5
_INSTALL: Final = "install what the lock names: make install"


def examine_packages() -> Iterator[Examined]:
    """Yield the state of each required package, and of the lock file as a whole."""
    for needed in _meant_here(requires("pow-pipeline") or ()):
        installed = _installed(needed.name)
        if installed is None:
            message = f"not installed; needed {needed.specifier}"
            yield Examined(needed.name, "missing", message, _INSTALL)
        elif installed not in needed.specifier:
            message = f"{installed}; needed {needed.specifier}"
            yield Examined(needed.name, "missing", message, _INSTALL)
        else:
            yield Examined(needed.name, "ok", installed)
    yield _against_lock()


def _against_lock() -> Examined:
    """Compare the installed packages with the lock file.

    An installed wheel has no lock file; then only the version ranges above are checked.
    """
    if not LOCK.is_file():
        remedy = "none needed; an installation from the source folder is held against its lock"
        return Examined("requirements.lock", "lacking", "not part of this installation", remedy)
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    requirements = [line.partition(" \\")[0] for line in lines if line[:1].isalnum()]
    locked = list(_meant_here(requirements))
    differing = [
        f"{package.name} {installed} ({package.specifier})"
        for package in locked
        if (installed := _installed(package.name)) and installed not in package.specifier
    ]
    if not differing:
        return Examined(
            "requirements.lock", "ok", f"{len(locked)} packages, each as locked or not installed"
        )
    shown = ", ".join(differing[:_SHOWN]) + (_MORE if len(differing) > _SHOWN else "")
    return Examined(
        "requirements.lock", "lacking", f"other versions than locked: {shown}", _INSTALL
    )


def _meant_here(lines: Iterable[str]) -> Iterator[Requirement]:
    for text in lines:
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield needed


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
