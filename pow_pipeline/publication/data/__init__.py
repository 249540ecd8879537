"""The data of a release: its tables in every form, and what describes them."""
