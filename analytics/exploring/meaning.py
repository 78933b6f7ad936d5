"""What of a question means something else since lately."""

from analytics.exploring.address import ExploreAddress
from analytics.queries.where import dimensions_of
from analytics.trust.meaning import Question


def question_of(address: ExploreAddress) -> Question:
    """All its metrics, by all that they are split and filtered by."""
    dimensions = frozenset(address.by) | dimensions_of(address.where)
    return Question(address.metrics, dimensions)
