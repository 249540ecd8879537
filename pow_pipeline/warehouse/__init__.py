"""The warehouse: a DuckDB file that shows what the journal says, and the summaries over it."""
