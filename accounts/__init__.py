"""Who: users, workspaces, tenancy, jobs, keys, audit; the ground floor that all others stand on."""
