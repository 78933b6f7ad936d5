"""The pages of billing: what a workspace has, uses and pays; how it buys, changes, ends it."""
