"""Creation and configuration of a workspace."""
