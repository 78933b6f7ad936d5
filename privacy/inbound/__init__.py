"""Mail that reaches a privacy address by itself: read, told apart, and put on the desk."""
