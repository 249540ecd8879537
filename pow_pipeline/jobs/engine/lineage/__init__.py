"""OpenLineage events about the inputs and outputs of jobs."""
