"""Pages on which campaigns are changed where they run, and the log of it."""
