"""Jobs that the command line and the flows start, one folder per stage."""
