"""Notices and alerts of Proactivox to its users: whom they are for, what a person sees of them."""
