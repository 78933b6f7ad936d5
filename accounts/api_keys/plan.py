"""What the plan says of a program's call: whether there is an API, and how many calls a month."""

import logging
from uuid import UUID

import redis

from accounts.api_keys.bucket import calls_this_month
from accounts.freezing import refuse_frozen
from accounts.limits import allowance, check_limit, require_feature
from accounts.models import Membership
from accounts.tenancy import inside

log = logging.getLogger(__name__)
FEATURE = "api"


def refuse_what_is_not_bought(maker: Membership) -> None:
    """Raise NotInPlan where the plan has no API or no room for the key's maker, or calls are used.

    Where more calls are paid for, or there is no end, nothing is counted here.
    """
    workspace_id: UUID = maker.workspace_id
    with inside(workspace_id):
        require_feature(workspace_id, FEATURE)
        refuse_frozen(maker)
        allowed = allowance(workspace_id, "api_calls")
    if allowed is None:
        return
    try:
        used = calls_this_month(workspace_id)
    except redis.exceptions.ConnectionError as error:
        log.warning("The calls of workspace %s were not counted: %s", workspace_id, error)
        return
    if used >= allowed:
        check_limit(workspace_id, "api_calls", used + 1)
