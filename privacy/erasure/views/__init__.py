"""Pages of erasures: the run, its steps, its certificate."""
