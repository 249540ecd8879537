"""Operation of a workspace: backup, rebuild, verification, pruning and doctor."""
