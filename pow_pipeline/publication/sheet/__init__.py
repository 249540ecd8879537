"""The periodieke sheet: one content per language, in two forms, HTML and PDF."""
