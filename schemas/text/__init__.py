"""How people write values, names and periods."""
