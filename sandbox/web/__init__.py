"""A small threaded HTTP server that can also misbehave on demand."""
