"""Parses bytes into rows of text with cell addresses. Validation is not done here."""
