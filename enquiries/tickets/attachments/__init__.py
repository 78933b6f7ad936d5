"""Files that come with a message: received within bounds, checked, sealed, handed out."""
