"""That numbers mean something else since lately, for programs."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from accounts.models import Workspace
from analytics.programs.common import Shape
from analytics.trust.meaning import Cause, Meaning
from enquiries.site.addresses import absolute


class MeaningSerializer(Shape):
    """That numbers mean something else since a moment: all days are reckoned by what counts now."""

    cause = serializers.ChoiceField(choices=list(Cause))
    at = serializers.DateTimeField()
    metric = serializers.CharField(allow_blank=True, help_text="Of a formula, its key.")
    version = serializers.IntegerField(
        allow_null=True, help_text="Of a formula or of the rules of channels, the one that counts."
    )
    text = serializers.CharField(help_text="What it was, and what it is.")
    url = serializers.CharField(help_text="The page where its versions or its rules stand.")


def meanings_shown(found: Iterable[Meaning], workspace: Workspace) -> list[dict[str, Any]]:
    """As MeaningSerializer describes them."""
    names = ("cause", "at", "metric", "version", "text")
    return [
        {**{name: getattr(one, name) for name in names}, "url": absolute(one.url(workspace.slug))}
        for one in found
    ]
