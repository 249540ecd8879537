"""SQL queries over the warehouse, one topic a file."""
