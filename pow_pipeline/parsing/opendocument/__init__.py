"""OpenDocument spreadsheets as rows of text."""
