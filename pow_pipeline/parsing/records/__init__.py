"""Parses JSON and Parquet into rows of text."""
