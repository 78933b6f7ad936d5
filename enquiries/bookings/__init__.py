"""Demos that visitors book: free hours, the mailed links, the staff's list."""
