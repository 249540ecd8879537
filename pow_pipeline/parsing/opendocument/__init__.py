"""Parses OpenDocument spreadsheets into rows of text."""
