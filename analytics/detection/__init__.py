"""How a day of a daily series is judged: numbers in, verdicts out; no model, no query, no clock."""
