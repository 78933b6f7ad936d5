"""Sources for programs: how each stands, its runs, and a way to have it read."""
