"""Asks each day what was asked of it, makes incidents of the answers, and keeps them."""
