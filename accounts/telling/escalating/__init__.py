"""Tells somebody else when nobody sees to a thing."""
