-- One row is the name of a table that is derived from the journal, in alphabetical order. Left out:
-- the tables $not_from_events.
SELECT schema_name || '.' || table_name
FROM duckdb_tables()
WHERE database_name = current_database()
    AND schema_name IN ('record', 'reference')
    AND NOT list_contains($not_from_events, table_name)
ORDER BY ALL
