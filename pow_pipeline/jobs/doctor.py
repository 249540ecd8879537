"""Doctor: whether all that is needed is there, and which defences hold, looked at one by one."""

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final, Literal

from packaging.requirements import Requirement

from pow_pipeline.errors import PowError, SandboxError
from pow_pipeline.reading.probe import defences
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings
from pow_pipeline.warehouse.lock import holder_of
from pow_pipeline.workspace import Workspace, open_workspace

_LEAST_FREE: Final = 2**30


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        state: ok; lacking (said plainly, all works without); or missing (something needs it).
    """

    what: str
    state: Literal["ok", "lacking", "missing"]
    found: str


def examine(workspace: Workspace, settings: Settings) -> list[Examined]:
    """Look at everything; changes nothing and takes no lock."""
    return [
        Examined("Python", "ok", platform.python_version()),
        *_packages(),
        *_workspace(workspace),
        _settings(settings),
        *_defences(settings),
    ]


def _packages() -> Iterator[Examined]:
    """Yield each package that we need, with its version, held against what we said we need."""
    for text in requires("pow-pipeline") or ():
        needed = Requirement(text)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(needed.name)
        except PackageNotFoundError:
            yield Examined(needed.name, "missing", f"not installed; needed {needed.specifier}")
            continue
        if found in needed.specifier:
            yield Examined(needed.name, "ok", found)
        else:
            yield Examined(needed.name, "missing", f"{found}; needed {needed.specifier}")


def _workspace(workspace: Workspace) -> Iterator[Examined]:
    try:
        open_workspace(workspace.home)
        head = Journal(workspace.journal).head()
        event = Journal(workspace.journal).event(head)
    except PowError as error:
        yield Examined("workspace", "missing", str(error))
        return
    closed = [str(each) for each in workspace.folders() if not os.access(each, os.W_OK | os.X_OK)]
    if closed:
        yield Examined("workspace", "missing", f"not to be written to: {', '.join(closed)}")
    else:
        yield Examined("workspace", "ok", str(workspace.home))
    yield Examined("record", "ok", f"event {head}: {event.type}, {event.at:%Y-%m-%d %H:%M} UTC")
    holder = holder_of(workspace)
    yield Examined("lock", "ok", f"held by process {holder}" if holder else "free")
    free = shutil.disk_usage(workspace.home).free
    state: Literal["ok", "missing"] = "ok" if free >= _LEAST_FREE else "missing"
    yield Examined("free disk space", state, f"{free / 2**30:.1f} GiB")


def _settings(settings: Settings) -> Examined:
    changed = [
        f"POW_{name.upper()}={getattr(settings, name)}"
        for name, field in Settings.model_fields.items()
        if getattr(settings, name) != field.get_default(call_default_factory=True)
    ]
    return Examined("settings", "ok", ", ".join(changed) or "as by default")


def _defences(settings: Settings) -> Iterator[Examined]:
    try:
        found = defences(settings.reader_memory_bytes)
    except SandboxError as error:
        yield Examined("sandbox", "missing", str(error))
        return
    for attempt, is_held in found.items():
        what = f"sandbox: {attempt}"
        if is_held:
            yield Examined(what, "ok", "a reader was kept from it")
        else:
            yield Examined(what, "lacking", "this system does not keep a reader from it")
