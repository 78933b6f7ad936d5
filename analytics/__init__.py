"""What it means: rollups, metrics, and the queries that answer from them."""
