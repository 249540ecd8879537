"""Excel workbooks as rows of text."""
