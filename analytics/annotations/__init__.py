"""What happened on which day, as a workspace wrote it down."""

from analytics.annotations.reading import annotations_in, special_days

__all__ = ["annotations_in", "special_days"]
