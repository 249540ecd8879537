"""Examines a workspace: access to its folders, its record, warehouse, contacts and inboxes."""

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from pow_pipeline import limits
from pow_pipeline.errors import OtherVersionError, PowError
from pow_pipeline.jobs.calendar.mail_reminders import contacts_of
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.operate.doctor.examined import Examined
from pow_pipeline.record.events import Event
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lock import holder_of
from pow_pipeline.workspace import Workspace, open_workspace

_SHOWN: Final = 5
_LEEWAY: Final = timedelta(minutes=1)  # clocks of machines that share a workspace may differ


def examine_workspace(run: Run) -> Iterator[Examined]:
    """Examine a workspace and its contents."""
    workspace = run.workspace
    try:
        open_workspace(workspace.home)
        head = run.journal.head()
        event = run.journal.event(head)
    except PowError as error:
        yield Examined("workspace", "missing", str(error), "see there")
        return
    closed = [
        str(folder) for folder in workspace.folders() if not os.access(folder, os.W_OK | os.X_OK)
    ]
    if closed:
        remedy = "give them to the user that runs pow, with chown or chmod"
        yield Examined("workspace", "missing", f"not to be written to: {', '.join(closed)}", remedy)
    else:
        yield Examined("workspace", "ok", str(workspace.home))
    yield Examined("record", "ok", f"event {head}: {event.type}, {event.at:%Y-%m-%d %H:%M} UTC")
    holder = holder_of(workspace)
    yield Examined("lock", "ok", f"held by process {holder}" if holder else "free")
    yield _warehouse(workspace, holder)
    yield _clock(event, run.clock())
    yield _time_zone(run)
    yield from _contacts(run)
    yield from _inboxes(workspace)
    free = shutil.disk_usage(workspace.home).free
    found, remedy = f"{free / 2**30:.1f} GiB", "make room; old releases are reduced by: pow prune"
    is_room = free >= limits.LEAST_FREE
    yield Examined(
        "free disk space", "ok" if is_room else "missing", found, "" if is_room else remedy
    )


def _warehouse(workspace: Workspace, holder: int | None) -> Examined:
    """Examine whether the tables have the current version, without waiting for a writer."""
    if holder:
        return Examined("warehouse", "ok", f"process {holder} is at work on it")
    try:
        read_warehouse(workspace.warehouse).close()
    except OtherVersionError as error:
        return Examined("warehouse", "lacking", str(error), "pow ingest")
    except PowError as error:
        found, _, remedy = str(error).partition("; ")
        return Examined("warehouse", "missing", found, remedy)
    return Examined("warehouse", "ok", "its tables are of this version")


def _clock(event: Event, now: datetime) -> Examined:
    found = f"{now:%Y-%m-%d %H:%M} UTC"
    if event.at > now + _LEEWAY:
        found += f", before event {event.number} of {event.at:%Y-%m-%d %H:%M} UTC"
        return Examined("clock", "missing", found, "set the clock; let the machine keep it by NTP")
    return Examined("clock", "ok", found)


def _time_zone(run: Run) -> Examined:
    try:
        return Examined("time zone", "ok", str(run.programme().zone))
    except PowError as error:
        remedy = "where the zone is not known: install the data of time zones (tzdata)"
        return Examined("time zone", "missing", str(error), remedy)


def _contacts(run: Run) -> Iterator[Examined]:
    """Examine the lines of the contacts file, if there is one."""
    if not run.workspace.contacts.exists():
        return
    try:
        contacts = contacts_of(run.workspace, run.programme())
    except PowError as error:
        yield Examined("contacts", "missing", str(error), "correct the file")
        return
    for problem in contacts.problems:
        found, _, remedy = problem.partition("; ")
        yield Examined("contacts", "missing", found, remedy)
    if not contacts.problems:
        yield Examined("contacts", "ok", f"addresses of {len(contacts.addresses)} regions")


def _inboxes(workspace: Workspace) -> Iterator[Examined]:
    """Examine the access rights of the inboxes.

    Anyone who can write to the folder of a region can submit on behalf of that region.
    """
    folders = sorted(path for path in workspace.inbox.iterdir() if path.is_dir())
    closed = [path for path in folders if not os.access(path, os.R_OK | os.W_OK | os.X_OK)]
    open_to_all = [path for path in folders if path.stat().st_mode & stat.S_IWOTH]
    if closed:
        names = ", ".join(path.name for path in closed[:_SHOWN])
        remedy = "let the user that runs pow read and write there, by their owner or group"
        yield Examined("inboxes", "missing", f"not to be read: {names}", remedy)
    if open_to_all:
        names = ", ".join(path.name for path in open_to_all[:_SHOWN])
        paths = " ".join(shlex.quote(str(path)) for path in open_to_all)
        found = f"anybody may send as {names}"
        yield Examined("inboxes", "missing", found, f"chmod o-w {paths}")
    if closed or open_to_all:
        return
    groups = {path.stat().st_gid for path in folders}
    if len(groups) < len(folders):
        found = f"{len(folders)} folders share {len(groups)} groups"
        remedy = "to keep regions apart give each a group of its own: chgrp GROUP inbox/REGION"
        yield Examined("inboxes", "lacking", found, remedy)
    else:
        yield Examined("inboxes", "ok", f"{len(folders)} folders, each of a group of its own")
