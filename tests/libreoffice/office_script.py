"""Run by the system's own Python, which has UNO: opens a workbook in LibreOffice, types, saves.

What to do comes as JSON on standard input: pipe, file, cells by sheet and address, and where it is
saved. A text is typed as text, a number as a number. What a protected sheet locks cannot be typed
over. On standard output stands how many rows and columns each sheet has frozen.
"""

import json
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

_PATIENCE = 60


def main() -> None:
    asked = json.load(sys.stdin)
    desktop = reach(asked["pipe"])
    document = desktop.loadComponentFromURL(
        as_url(asked["file"]), "_blank", 0, properties(Hidden=True)
    )
    try:
        for sheet, cells in asked["cells"].items():
            for address, value in cells.items():
                type_into(document.Sheets.getByName(sheet), address, value)
        kept = properties(FilterName="Calc MS Excel 2007 XML")
        document.storeToURL(as_url(asked["saved"]), kept)
        json.dump(frozen(document), sys.stdout)
    finally:
        document.close(True)


def reach(pipe: str) -> Any:
    """Return the desktop of the office that listens at a pipe, once it does."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            office = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            manager = office.ServiceManager
            return manager.createInstanceWithContext("com.sun.star.frame.Desktop", office)


def type_into(sheet: Any, address: str, value: str | float) -> None:
    cell = sheet.getCellRangeByName(address)
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        sys.exit(f"{sheet.Name} {address} is locked")
    if isinstance(value, str):
        cell.setString(value)
    else:
        cell.setValue(value)


def frozen(document: Any) -> dict[str, tuple[int, int]]:
    view, found = document.CurrentController, {}
    for sheet in document.Sheets:
        if sheet.IsVisible:
            view.setActiveSheet(sheet)
            found[sheet.Name] = (
                (view.SplitRow, view.SplitColumn) if view.hasFrozenPanes() else (0, 0)
            )
    return found


def properties(**values: object) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def as_url(path: str) -> str:
    return str(uno.systemPathToFileUrl(path))


if __name__ == "__main__":
    main()
