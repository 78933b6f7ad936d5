"""A program's question as a value: what cannot be asked is refused by the name of its field."""

from typing import Any

from rest_framework import serializers

from accounts.models import Workspace
from analytics.api_shapes import QuestionSerializer
from analytics.queries import BadQuery, MetricQuery


def question_of(data: dict[str, Any], workspace: Workspace) -> MetricQuery:
    """What QuestionSerializer found valid, inside the workspace; raises ValidationError."""
    try:
        return QuestionSerializer.query_of(data, workspace)
    except BadQuery as bad:
        raise refused(bad) from bad


def refused(bad: BadQuery) -> serializers.ValidationError:
    """The same by the name of its field."""
    errors: Any = [bad.message]
    for name in reversed(bad.field.split(".")):
        errors = {name: errors}
    return serializers.ValidationError(errors)
