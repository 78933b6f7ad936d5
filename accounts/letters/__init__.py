"""Mail that arrives by itself: what a message says, and whether our own server hands it over."""
