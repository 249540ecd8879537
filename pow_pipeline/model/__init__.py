"""Data classes shared by the stages, without behaviour except simple derived properties."""
