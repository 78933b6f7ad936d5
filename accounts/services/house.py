"""Lets the first person into Proactivox's own workspace; that one invites the others."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Membership, Role
from accounts.models.workspace import HOUSE_ID
from accounts.services.members import lock_members
from accounts.tenancy import inside


def open_house(*, email: str) -> Membership:
    """Make a login of ours the house's first owner; raises Refused once it has one.

    Only who runs the servers can call it: who owns the house answers requests for Proactivox.
    """
    with inside(HOUSE_ID):
        lock_members()
        if Membership.objects.filter(workspace_id=HOUSE_ID, role=Role.OWNER).exists():
            raise Refused(
                _("The house has an owner."), advice=_("Let that one invite others by its page.")
            )
        known = EmailAddress.objects.filter(email__iexact=email, verified=True)
        address = known.select_related("user").first()
        if address is None:
            raise Refused(
                _("No login has this verified address."),
                advice=_("Sign up by the page first, and follow the link in the mail."),
            )
        member, _made = Membership.objects.update_or_create(
            workspace_id=HOUSE_ID, user=address.user, defaults={"role": Role.OWNER}
        )
        record("member.joined", member, user=member.user_id, role=member.role)
    return member
