"""Consent of visitors and users: trackers, choices, their proof, what is measured by it."""
