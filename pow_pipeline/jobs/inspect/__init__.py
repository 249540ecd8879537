"""Read-only questions about a workspace."""
