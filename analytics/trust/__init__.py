"""What one has to know to trust a number: is it read, whole, settled, tied to what it earned."""
