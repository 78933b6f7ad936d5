"""Jobs of enquiries, one module a room."""
