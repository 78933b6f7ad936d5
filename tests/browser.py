"""Finds a Chromium, or fetches one, and drives it through Playwright."""
