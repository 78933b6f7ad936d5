"""What must be kept and forgotten: the map of personal data and everyone's rights over it."""
