"""The page of each region: its figures next to those of all regions, its activities; restricted."""
