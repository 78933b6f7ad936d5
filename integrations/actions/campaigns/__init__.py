"""Changing campaigns where they run: asked for, approved, carried out once, and undone.

What calls a vendor is called outside of any transaction and takes the workspace's id; all else is
called inside of the workspace.
"""
