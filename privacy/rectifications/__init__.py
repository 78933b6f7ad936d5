"""Corrections of people's data: here at once, then at the source, and held where it disagrees."""
