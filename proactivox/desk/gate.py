"""The desk's own door: an address that is allowed, one of ours, a second step; else nothing."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpResponseBase

from accounts.models import Confidant, ConfidantKind
from accounts.second_step import missing_at


def guard_desk(request: Any, *, for_partners: bool = False) -> HttpResponseBase | None:
    """Http404 for whoever is not to know of the desk; an answer while a second step is missing.

    Partners have the page on which looks are asked for, and no other.
    """
    if not _comes_from_an_allowed_address(request) or not _is_ours(request.user, for_partners):
        raise Http404("No such page.")
    return missing_at(request, "Proactivox")


def _is_ours(user: Any, for_partners: bool) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    here = Confidant.objects.filter(user_id=user.pk, left_at=None)
    if user.is_staff:
        return here.exists()
    return for_partners and here.filter(kind=ConfidantKind.PARTNER).exists()


def _comes_from_an_allowed_address(request: Any) -> bool:
    if settings.DESK_ADDRESSES is None:
        return True
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return False
    return any(address in network for network in settings.DESK_ADDRESSES)
