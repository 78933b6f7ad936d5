"""A number's passport for programs: what it means, how it was made, and how far to trust it."""

from analytics.explaining.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
