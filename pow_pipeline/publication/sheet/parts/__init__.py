"""The parts of a sheet."""
