"""JSON and Parquet as rows of text."""
