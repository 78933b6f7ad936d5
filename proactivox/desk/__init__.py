"""The company's own desk at /desk/: counts and states of all workspaces, and grants to ask for."""
