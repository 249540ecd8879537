"""Named fault points at which a test can kill the process, to prove that nothing is lost there.

`POW_FAULT=received` kills the process when it first reaches that point, `POW_FAULT=blob:3` the
third time. Without the variable a fault point costs one dictionary look-up.
"""

import os
import signal
from typing import Final, Literal, get_args

FaultPoint = Literal[
    "claim",
    "copied",
    "blob",
    "received",
    "claims_removed",
    "rows_parquet",
    "answers_parquet",
    "findings_parquet",
    "query_answers_parquet",
    "validated",
    "apply_programme",
    "apply_received",
    "apply_validated",
    "apply_decided",
    "apply_feedback",
    "apply_erased",
    "apply_editorial",
    "apply_draft",
    "apply_released",
    "applied",
    "feedback_read",
    "feedback_file",
    "feedback_folder",
    "feedback_given",
    "feedback",
    "decided",
    "activated",
    "rerun",
    "erase_blobs",
    "erase_warehouse",
    "erase_removed",
    "erased",
    "editorial",
    "snapshot",
    "blocked",
    "draft",
    "draft_shown",
    "draft_given",
    "release_files",
    "release_moved",
    "released",
    "catalogue",
    "swap",
    "embargo_lifted",
    "apply_embargo_lifted",
    "uploaded",
    "apply_uploaded",
    "upload_file",
    "upload_current",
    "upload_done",
    "pruned",
    "prune_removed",
    "apply_pruned",
    "forms_made",
    "calendar_task_done",
    "reminded",
    "reminder_folder",
    "reminders_given",
    "reminders_posted",
    "reminders_mailed",
    "apply_reminded",
]
FAULT_POINTS: Final[tuple[FaultPoint, ...]] = get_args(FaultPoint)

_passed: dict[str, int] = {}


def fault_point(name: FaultPoint) -> None:
    """Kill this process, as a power cut would, if `POW_FAULT` names this point."""
    wanted = os.environ.get("POW_FAULT")
    if not wanted:
        return
    place, _, times = wanted.partition(":")
    if place != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] == int(times or 1):
        os.kill(os.getpid(), signal.SIGKILL)
