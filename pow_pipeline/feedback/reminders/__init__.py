"""Reminders to regions, in the outbox and by mail."""
