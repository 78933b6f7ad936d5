"""What a release changes in the map of personal data, and whether its risks were looked at (35)."""
