"""Channels by rule: which rules there are, what fits them, what a change of them would change."""
