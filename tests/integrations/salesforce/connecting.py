"""Connects a workspace to the sandbox as the wizard does."""

from __future__ import annotations

from typing import Any

from accounts.models import User, Workspace
from accounts.tenancy import inside
from integrations.models import Source
from integrations.services import begin_connect, complete_connect
from sandbox.serving import Running
from tests.integrations.salesforce.consent import answer_consent


def use_sandbox(settings: Any, salesforce: Running) -> None:
    """Point the settings at a running sandbox."""
    settings.SANDBOX_ORIGINS = [salesforce.origin, salesforce.instance_origin]
    settings.SANDBOX_CA = salesforce.ca_path
    settings.SANDBOX_BROWSER_ORIGIN = salesforce.http_origin
    settings.SALESFORCE_LOGIN_HOST = salesforce.origin
    settings.SALESFORCE_CLIENT_ID = salesforce.client_id
    settings.SALESFORCE_CLIENT_SECRET = salesforce.client_secret


def connect(workspace: Workspace, user: User) -> Source:
    """Begin, consent, complete; the source."""
    session: dict[str, Any] = {}
    url = begin_connect(workspace_id=workspace.pk, user_id=user.pk, session=session)
    done = complete_connect(user_id=user.pk, session=session, query=answer_consent(url))
    with inside(workspace):
        return Source.objects.get(pk=done.source_id)
