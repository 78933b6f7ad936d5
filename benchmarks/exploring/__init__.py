"""The parts of `./run bench query_scale` and `query_superset`: questions, sizes, how costs grow."""
