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
        errors: Any = [bad.message]
        for name in reversed(bad.field.split(".")):
            errors = {name: errors}
        raise serializers.ValidationError(errors) from bad
