"""Questions of the explorer that are kept under a name."""
