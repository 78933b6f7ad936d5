"""What people type about themselves, their workspaces and their members."""
