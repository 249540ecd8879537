"""The parts of a sheet, in the order in which it shows them."""
