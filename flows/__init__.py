"""Prefect flows, which schedule and retry the jobs; each task calls one job."""
