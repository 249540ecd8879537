"""Examines the installation, the workspace, the services and the sandbox, one item at a time."""

import platform
from collections.abc import Iterator

from pow_pipeline.errors import SandboxError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.operate.doctor.examined import Examined
from pow_pipeline.jobs.operate.doctor.packages import examine_packages
from pow_pipeline.jobs.operate.doctor.service import examine_fonts, examine_server
from pow_pipeline.jobs.operate.doctor.workspace import examine_workspace
from pow_pipeline.parsing.sandbox.probe import defences
from pow_pipeline.settings import Settings


def examine(run: Run) -> list[Examined]:
    """Examine everything, without changing anything or taking a lock."""
    return [
        Examined("Python", "ok", platform.python_version()),
        *examine_packages(),
        *examine_workspace(run),
        examine_fonts(),
        examine_server(),
        _settings(run.settings),
        *_defences(run.settings),
    ]


def _settings(settings: Settings) -> Examined:
    changed = [
        f"POW_{name.upper()}={getattr(settings, name)}"
        for name, field in Settings.model_fields.items()
        if getattr(settings, name) != field.get_default(call_default_factory=True)
    ]
    return Examined("settings", "ok", ", ".join(changed) or "as by default")


def _defences(settings: Settings) -> Iterator[Examined]:
    try:
        attempts = defences(settings.reader_memory_bytes)
    except SandboxError as error:
        remedy = "run it where a process may start others, and see POW_READER_MEMORY_BYTES"
        yield Examined("sandbox", "missing", str(error), remedy)
        return
    for attempt, is_held in attempts.items():
        what = f"sandbox: {attempt}"
        if is_held:
            yield Examined(what, "ok", "a reader was kept from it")
        else:
            remedy = (
                "a newer Linux kernel keeps it; until then let others than this user hold secrets"
            )
            yield Examined(what, "lacking", "this system does not keep a reader from it", remedy)
