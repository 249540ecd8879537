"""Parses Excel workbooks into rows of text."""
