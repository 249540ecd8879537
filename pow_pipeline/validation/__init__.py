"""From rows of text to verdicts and findings: what is accepted, what is not, and why."""
