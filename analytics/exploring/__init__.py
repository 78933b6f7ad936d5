"""The explorer: a question about anything in the rollups, as an address, and what it shows."""
