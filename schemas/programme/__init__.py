"""The programme folder as typed configuration."""
