"""Backup, rebuild and prune."""
