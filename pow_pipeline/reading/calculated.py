"""Cells that hold no value of their own: errors, and formulas whose result was never stored.

The reader of workbooks gives an empty cell for both, so they are looked for where they may be.
"""

import io
import warnings

from pow_pipeline.model import CellAt

_TYPE_OF_ERROR = "e"
_TYPE_OF_FORMULA = "f"


def cells_without_value(content: bytes) -> dict[str, dict[CellAt, str]]:
    """Return by sheet the text of each such cell: the error, or the formula itself."""
    import openpyxl  # slow; only few files hold such cells

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of parts that it does not keep
        said = openpyxl.load_workbook(io.BytesIO(content))
        stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    found: dict[str, dict[CellAt, str]] = {}
    for sheet in said.worksheets:
        values = stored[sheet.title]
        cells = found.setdefault(sheet.title, {})
        for row in sheet.iter_rows():
            for cell in row:
                value = values.cell(cell.row, cell.column)
                is_empty = cell.data_type == _TYPE_OF_FORMULA and value.value is None
                if is_empty or value.data_type == _TYPE_OF_ERROR:
                    shown = cell.value if is_empty else value.value
                    cells[cell.row, cell.column - 1] = str(getattr(shown, "text", shown))
    return found
