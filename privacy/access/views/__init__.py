"""Pages of copies: at the desk, and for the person."""
