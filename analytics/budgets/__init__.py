"""Budgets and goals: what was meant to be spent and reached, and how it stands."""
