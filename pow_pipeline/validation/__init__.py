"""Validates rows of text: an outcome and findings for each delivery."""
