"""Delimited text as rows, and Word documents as Markdown."""
