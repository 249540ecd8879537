"""The `pow` command line: each command parses arguments, calls one job and prints the result."""
