"""A real LibreOffice without a screen: workbooks are opened in it, filled in, and saved.

And what a workbook holds next to its values, as a reader that is not ours finds it.
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_SCRIPT = Path(__file__).with_name("office_script.py")
_PYTHON = "/usr/bin/python3"  # the one that Debian's LibreOffice is built for

Typed = Mapping[str, Mapping[str, str | float]]  # by sheet and address


@dataclass(frozen=True)
class Office:
    """A running LibreOffice, reached by a pipe."""

    pipe: str

    def edit(self, file: Path, cells: Typed, saved: Path) -> Path:
        """Open a workbook, type into cells that are not locked, and save it as a new one."""
        self._run(file, cells, saved)
        return saved

    def frozen(self, file: Path) -> dict[str, list[int]]:
        """Return how many rows and columns of each sheet stay in sight, as LibreOffice shows it.

        Without a screen it does not save that: it belongs to a window.
        """
        found: dict[str, list[int]] = self._run(file, {}, file.with_suffix(".saved"))
        return found

    def _run(self, file: Path, cells: Typed, saved: Path) -> Any:
        asked = {"pipe": self.pipe, "file": f"{file}", "saved": f"{saved}", "cells": cells}
        for _ in range(3):  # the bridge to UNO crashes now and then on a busy machine
            done = subprocess.run(
                [_PYTHON, _SCRIPT],
                input=json.dumps(asked),
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            if done.returncode >= 0:
                break
        assert done.returncode == 0, (done.returncode, done.stderr)
        return json.loads(done.stdout)


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    """Run LibreOffice with a profile of its own while it is used."""
    program = shutil.which("soffice")
    if not program or not _has_uno():
        missing = "LibreOffice with UNO for /usr/bin/python3 is not installed"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    pipe = f"pow-{os.getpid()}"
    process = subprocess.Popen(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it starts a process of its own, which is to end with it
    )
    try:
        yield Office(pipe)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked to end, it may take ten seconds or hang
        process.wait()


def _has_uno() -> bool:
    found = subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return found.returncode == 0


def opened(file: Path) -> openpyxl.Workbook:
    """Return a workbook as openpyxl finds it, formulas as they stand."""
    return openpyxl.load_workbook(file)


def row_of(sheet: Worksheet, text: str) -> int:
    """Return the number of the first row that holds a text."""
    return next(
        int(row[0].row) for row in sheet.iter_rows() if text in [cell.value for cell in row]
    )


def column_of(sheet: Worksheet, label: str) -> str:
    """Return the letter of the column that a header names."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return next(str(cell.column_letter) for cell in cells if cell.value == label)


def listed(sheet: Worksheet, address: str) -> list[str]:
    """Return the values that one may choose from in a cell, with what its list refers to."""
    book, (formula,) = (
        sheet.parent,
        [
            each.formula1
            for each in sheet.data_validations.dataValidation
            if each.type == "list" and address in each.sqref
        ],
    )
    place = book.defined_names[formula.lstrip("=")].attr_text if "!" not in formula else formula
    name, _, cells = place.lstrip("=").rpartition("!")
    return [cell.value for (cell,) in book[name.strip("'$")][cells.replace("$", "")]]


def is_locked(cell: Cell) -> bool:
    """Whether a cell cannot be changed."""
    return bool(cell.parent.protection.sheet and cell.protection.locked)


def properties(book: openpyxl.Workbook) -> dict[str, str]:
    """Return the custom properties of a workbook."""
    return {each.name: each.value for each in book.custom_doc_props.props}


def comments(sheet: Worksheet) -> dict[str, str]:
    """Return the comments on cells, by address."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def links(sheet: Worksheet) -> dict[str, str]:
    """Return where the links of cells lead to within the workbook or outside, by address."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {
        cell.coordinate: cell.hyperlink.location or cell.hyperlink.target
        for cell in cells
        if cell.hyperlink
    }


def thick(sheet: Worksheet) -> set[str]:
    """Return the addresses of the cells with a thick border all around."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {
        cell.coordinate
        for cell in cells
        if {getattr(cell.border, side).style for side in ("left", "right", "top", "bottom")}
        == {"thick"}
    }


def colours(sheet: Worksheet, address: str) -> dict[str, str]:
    """Return the colour that a cell gets for each text that conditions on it name."""
    return {
        rule.formula[0].strip('"'): rule.dxf.fill.bgColor.rgb[-6:]
        for ranges, rules in sheet.conditional_formatting._cf_rules.items()
        if address in ranges.sqref
        for rule in rules
    }
