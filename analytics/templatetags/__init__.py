"""Tags of analytics' templates."""
