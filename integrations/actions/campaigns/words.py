"""What a platform's refusal of a change means for a person."""

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.connectors.campaigns import CampaignDesk
from integrations.connectors.refusals import Refused


def say_refusal(refused: Refused, desk: CampaignDesk | None) -> Trouble:
    """In words, with what to do; ad platforms' own words name no person, so they are told."""
    if desk is not None and desk.lacks_right(refused.error):
        return Trouble(
            _("The user who connected the source may look at campaigns there and not change them."),
            advice=_(
                "Give this user the right at the platform, or connect as somebody who has it."
            ),
            code="missing_permission",
        )
    return Trouble(
        _("The platform refused: %(detail)s (%(error)s)")
        % {"detail": refused.detail[:200], "error": refused.error[:60]},
        permanent=refused.permanent,
        advice=_("Nothing was changed. Look at the campaign there: a rule of it may forbid this."),
        code="vendor_refused",
    )
