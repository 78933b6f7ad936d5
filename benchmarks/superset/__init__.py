"""The parts of `./run bench query_superset`: Superset as its users run it, and what it is asked."""
