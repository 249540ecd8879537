"""Parses delimited text into rows, and converts Word documents to Markdown."""
