"""What is done to the map by hand."""
