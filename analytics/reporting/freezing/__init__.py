"""Freezes the numbers of a dashboard, and explains to the cent how they differ later."""
