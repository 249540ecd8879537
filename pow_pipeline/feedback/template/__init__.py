"""The form that a region fills in: `book.py` writes it as a workbook from `form_data.py`."""
