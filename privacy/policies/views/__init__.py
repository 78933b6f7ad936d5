"""Pages of what is published: for everybody, for customers, and for the staff of the house."""
