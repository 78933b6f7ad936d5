"""A person's request in a large workspace and in a small one: what it costs in each."""
