"""Webinars and who registers for them."""
