"""What can be asked of a series: a limit, a change, an anomaly, a pace, a state."""
