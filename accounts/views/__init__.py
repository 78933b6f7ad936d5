"""Parses, makes one call, draws; nothing is decided here."""
