"""What templates of the public pages can ask for."""
