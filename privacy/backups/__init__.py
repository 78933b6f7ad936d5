"""Backups of all that is kept, encrypted as they are written, and their way back."""

from privacy.backups.shelf import backups_gone_by

__all__ = ["backups_gone_by"]
