"""Restrictions and corrections for programs; everything can be tried first."""
