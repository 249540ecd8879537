"""A fault of the machine fails a flow run with its remedy, and never as a bug."""

import errno
import os

import pytest

from flows.redact_errors import BugError, redact_errors
from pow_pipeline.machine_faults import MachineFaultError


def test_a_run_fails_with_the_remedy():
    with pytest.raises(MachineFaultError, match="No space left on device; free space") as raised:  # noqa: SIM117
        with redact_errors():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert raised.value.__suppress_context__


def test_any_other_error_is_a_bug_without_its_words():
    with pytest.raises(BugError) as raised:  # noqa: SIM117
        with redact_errors():
            raise ValueError("the text of a cell: No space left on device")
    assert "cell" not in str(raised.value)
