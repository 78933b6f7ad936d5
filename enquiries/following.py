"""Secrets of mailed links that do one thing each, and ways from one public page to the next."""

import hmac
from base64 import urlsafe_b64encode
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from enquiries.site.addresses import absolute


def secret_for(link: str, deed: str) -> str:
    """The secret of the link that does this, and nothing else; whoever has it knows no other's."""
    digest = hmac.digest(link.encode(), deed.encode(), "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def mailed_address(language: str, name: str, *words: object) -> str:
    """A public page of ours as it stands in a mail, in the language of who reads it."""
    return absolute(reverse(f"enquiries:{name}", args=words), language)


def address(request: Any, name: str, *words: object) -> str:
    """A public page of ours, in the language of the address that is read now."""
    return f"{request.address_prefix}{reverse(f'enquiries:{name}', args=words)}"


def go_to(request: Any, name: str, *words: object) -> HttpResponseBase:
    """On to another public page, the language stays."""
    return HttpResponseRedirect(address(request, name, *words))
