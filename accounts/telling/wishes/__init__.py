"""How each member wishes to be told: where, when, and when not."""
