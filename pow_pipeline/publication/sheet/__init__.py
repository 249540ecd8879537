"""The periodieke sheet: one content in each language, and its two forms, HTML and PDF."""
