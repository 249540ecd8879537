"""The warehouse: a DuckDB file that holds the state of the journal, with summaries over it."""
