"""From many verdicts to few incidents: families, groups, confirmation, budget."""
