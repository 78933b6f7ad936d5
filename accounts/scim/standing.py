"""Whether a directory may give access: plan, closing, unpaid. What takes access away always may."""

from django.utils.translation import gettext as _

from accounts.limits import require_feature
from accounts.scim.errors import ScimError
from accounts.standing import Standstill, standstill_of
from accounts.tenancy import require_workspace_id
from accounts.unpaid import payment_needed

FEATURE = "scim"


def require_room_for_more() -> None:
    """Raise Refused or ScimError where nobody may be let in, or in as more, just now."""
    workspace_id = require_workspace_id()
    require_feature(workspace_id, FEATURE)
    why = standstill_of(workspace_id)
    if why is Standstill.UNPAID:
        raise payment_needed()
    if why is Standstill.CLOSING:
        raise ScimError(_("This workspace is closing, so nothing can be changed."), status=403)
