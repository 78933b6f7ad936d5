"""Where deals stand, on any day, and what became of those that came in: reads, and their pages."""
