"""The dashboard: one page that contains its figures and only needs a browser."""
