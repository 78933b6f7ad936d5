"""What the operator sees, and what must never be in it."""
