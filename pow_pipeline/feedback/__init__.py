"""From verdicts and findings to what the submitter gets back, in the submitter's language."""
