"""Recipients of a person's data are told what became of it, and the person can see who was."""
