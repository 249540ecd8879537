"""What the command line and the flows start: the stages in their order."""
