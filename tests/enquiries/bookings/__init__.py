"""Demos that are booked."""
