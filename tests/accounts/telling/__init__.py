"""What a workspace tells its members, and how it reaches them."""
