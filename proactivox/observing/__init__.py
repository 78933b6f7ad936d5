"""What the operator sees of a running product: logs, metrics, traces, error reports, alarms."""
