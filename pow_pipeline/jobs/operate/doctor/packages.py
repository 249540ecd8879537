"""The packages that are installed, held against what we need and, where there is one, the lock."""

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
    """Yield each package that we need with its version, and how they compare with the lock."""
    for needed in _meant_here(requires("pow-pipeline") or ()):
        found = _installed(needed.name)
        if found is None:
            said = f"not installed; needed {needed.specifier}"
            yield Examined(needed.name, "missing", said, _INSTALL)
        elif found not in needed.specifier:
            said = f"{found}; needed {needed.specifier}"
            yield Examined(needed.name, "missing", said, _INSTALL)
        else:
            yield Examined(needed.name, "ok", found)
    yield _against_lock()


def _against_lock() -> Examined:
    """The lock is no part of an installed package: then the ranges above are all that is known."""
    if not LOCK.is_file():
        cure = "none needed; an installation from the source folder is held against its lock"
        return Examined("requirements.lock", "lacking", "not part of this installation", cure)
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    said = [line.partition(" \\")[0] for line in lines if line[:1].isalnum()]
    locked = list(_meant_here(said))
    differing = [
        f"{each.name} {found} ({each.specifier})"
        for each in locked
        if (found := _installed(each.name)) and found not in each.specifier
    ]
    if not differing:
        return Examined(
            "requirements.lock", "ok", f"{len(locked)} packages, each as locked or not installed"
        )
    shown = ", ".join(differing[:_SHOWN]) + (_MORE if len(differing) > _SHOWN else "")
    return Examined(
        "requirements.lock", "lacking", f"other versions than locked: {shown}", _INSTALL
    )


def _meant_here(said: Iterable[str]) -> Iterator[Requirement]:
    for text in said:
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield needed


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
