"""What analytics can be asked to do; each changes something and leaves one line in the trail."""
