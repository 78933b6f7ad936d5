"""The addresses of ours that a customer's provider has to know."""

from django.conf import settings
from django.urls import reverse

from accounts.models import SsoConnection


def _full(name: str, connection: SsoConnection) -> str:
    path = reverse(f"accounts:{name}", args=[connection.workspace_id, connection.pk])
    return settings.PUBLIC_URL.rstrip("/") + path


def callback_url(connection: SsoConnection) -> str:
    """Where OpenID Connect sends the browser back to."""
    return _full("sso_callback", connection)


def acs_url(connection: SsoConnection) -> str:
    """Where SAML posts its responses to."""
    return _full("sso_acs", connection)


def metadata_url(connection: SsoConnection) -> str:
    """What describes us to SAML, and our entity id at the same time."""
    return _full("sso_metadata", connection)
