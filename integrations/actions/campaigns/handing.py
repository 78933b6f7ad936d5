"""A change that another page proposes, handed to the campaign's own page: because of what, signed.

The browser carries it from page to page; nobody can make an origin of their own.
"""

from uuid import UUID

from django.core import signing

from integrations.actions.campaigns.values import Origin

_SALT = "integrations.actions.origin"
# Whoever leaves the page open over the weekend may still ask.
_SECONDS = 7 * 24 * 3600


def hand_over(origin: Origin, *, workspace_id: UUID, campaign_id: UUID) -> str:
    """A text from which `handed` makes the origin again, for this campaign alone."""
    values = [origin.kind, str(origin.id), origin.label, origin.path]
    return signing.dumps([str(workspace_id), str(campaign_id), *values], salt=_SALT)


def handed(text: str, *, workspace_id: UUID, campaign_id: UUID) -> Origin | None:
    """The origin; None where the text is not ours, too old, or of another campaign."""
    try:
        place, campaign, kind, key, label, path = signing.loads(text, salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    if (place, campaign) != (str(workspace_id), str(campaign_id)):
        return None
    return Origin(kind, UUID(key), label, path)
