"""Webinars: dates and pages, registration with a limit and a waiting list, the staff's list."""
