"""When things run and how they are retried: Prefect flows, each one call into a job per task."""
