"""Activates a changed programme folder after its alterations were shown and confirmed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.worker import Worker, start_worker
from pow_pipeline.jobs.setup.access import make_folders
from pow_pipeline.record.events import ProgrammeActivated
from pow_pipeline.warehouse.lookups.in_use import InUse, codes_in_use
from schemas.programme.folder import digest_programme, read_programme, read_programme_folder
from schemas.programme.programme import Programme

_ORDERED: Final = ("categories", "statuses")  # lists whose order determines that on the sheet
_NAMES: Final = ("code", "from_region", "from_id")  # keys that identify an entry of a list
_SHOWN: Final = 5


@dataclass(frozen=True)
class Alteration:
    """One value that differs in a changed folder.

    Attributes:
        key: place of the value in the folder, such as `thresholds › header_rows`.
        before: its previous value; None if it is new.
        after: its new value; None if it was removed.
    """

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Activated:
    """Result of an activation.

    Attributes:
        alterations: the values that the folder changes.
        is_recorded: whether the activation was recorded.
    """

    alterations: tuple[Alteration, ...]
    is_recorded: bool


def activate_programme(run: Run, *, confirm: Callable[[Sequence[Alteration]], bool]) -> Activated:
    """Activate the programme folder of the workspace, if it differs from the programme in force.

    Deliveries that arrived earlier are validated under the programme in force at their arrival.

    Raises:
        ProgrammeError: the folder is invalid; the message names the file, the key and the remedy.
        UsageError: the folder lacks codes that reports use; the message names them.
        LockedError: another process held the warehouse lock for too long.
    """
    files = read_programme_folder(run.workspace.programme)
    programme = read_programme(files)
    with hold_warehouse(run), start_worker(run) as worker:
        worker.catch_up()
        alterations = tuple(compare_programmes(run.programme(), programme))
        _refuse_what_is_in_use(worker, programme)
        if alterations and not confirm(alterations):
            return Activated(alterations, is_recorded=False)
        if alterations:
            _record(worker, programme, files)
    make_folders(run.workspace, programme)
    return Activated(alterations, is_recorded=bool(alterations))


def _record(worker: Worker, programme: Programme, files: Mapping[str, bytes]) -> None:
    """Append the activation at a point where no delivery is pending.

    All reports that arrived earlier are then known, and the codes that they use are checked.
    """
    draft = draft_activation(worker.run, programme, files)
    while worker.run.journal.append_after(worker.shown(), draft) is None:
        worker.catch_up()
        _refuse_what_is_in_use(worker, programme)
    fault_point("activated")
    worker.catch_up()


def draft_activation(
    run: Run, programme: Programme, files: Mapping[str, bytes]
) -> ProgrammeActivated:
    """Store the files of a programme folder as blobs, and return the event that activates it."""
    hashes = run.blobs.add(files.values())
    return ProgrammeActivated(
        at=run.clock(),
        name=programme.code,
        digest=digest_programme(files),
        files=dict(zip(files, hashes, strict=True)),
    )


def compare_programmes(before: Programme, after: Programme) -> Iterator[Alteration]:
    """Yield the values that differ between two programmes, with their places in the folder."""
    old, new = (dict(_flatten(programme.model_dump(mode="json"))) for programme in (before, after))
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            yield Alteration(key, old.get(key), new.get(key))


def _flatten(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value with its place, such as `thresholds › header_rows`."""
    if isinstance(data, list) and data and isinstance(data[0], dict):
        if key in _ORDERED:
            yield key, ", ".join(entry["code"] for entry in data)
        data = {_code_of(entry): entry for entry in data}
    if not isinstance(data, dict):
        text = ", ".join(map(str, data)) if isinstance(data, list) else data
        if text not in (None, ""):
            yield key, str(text)
        return
    for name, value in data.items():
        if name not in _NAMES or not key:
            yield from _flatten(value, f"{key} › {name}" if key else name)


def _code_of(data: Mapping[str, Any]) -> str:
    return " ".join(data[name] for name in _NAMES if name in data)


def _refuse_what_is_in_use(worker: Worker, programme: Programme) -> None:
    """Refuse a programme that lacks a code used by reports in force, or that may be again.

    The rows with such a code would be undefined, and figures would silently leave them out.
    """
    before = worker.run.programme()
    if programme.code != before.code:
        message = (
            f"programme.toml › code: {programme.code!r} is another programme than {before.code!r}"
        )
        raise UsageError(f"{message}; make a workspace of its own for it: pow init DIR")
    known = {
        "region": {
            f"{region.code} in {period.code}"
            for region in programme.regions
            for period in programme.periods
            if programme.expects(region.code, period.code)
        },
        "category": {category.code for category in programme.categories},
        "status": {status.code for status in programme.statuses},
    }
    missing = [
        used for used in codes_in_use(worker.connection) if used.code not in known[used.kind]
    ]
    if missing:
        raise UsageError("\n".join(map(_describe, missing)))


def _describe(used: InUse) -> str:
    more = " …" if len(used.deliveries) > _SHOWN else ""
    shown = ", ".join(used.deliveries[:_SHOWN]) + more
    return (
        f"the {used.kind} {used.code!r} is no longer in the programme folder, and "
        f"{len(used.deliveries)} reports that count, or may count again, rest on it ({shown}); "
        "keep its code, and give it another label or alias if need be, or withdraw them: "
        "pow decide withdraw, with --version for one that another has replaced"
    )
