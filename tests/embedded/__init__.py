"""The servers that the product brings with it."""
