"""Paths through the whole product, walked in a real browser."""
