"""The dashboard: one page that holds its figures, and needs nothing but a browser."""
