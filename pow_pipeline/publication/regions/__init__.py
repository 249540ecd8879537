"""The page of each region: its own figures beside the country's, its activities; restricted."""
