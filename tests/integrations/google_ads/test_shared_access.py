"""One consent may carry several sources: ending one of them leaves the others alive."""

from __future__ import annotations

import pytest

from accounts.models import Membership, Role
from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from integrations.connectors.refusals import AccessEnded
from integrations.credentials import refresh_token_of
from integrations.models import Credential, Source
from integrations.services import disconnect_source, is_access_shared
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

pytestmark = pytest.mark.django_db


def disconnect(cast: Cast, source: Source) -> tuple[str, str]:
    """The access that was kept, as (token address, refresh token); afterwards it is forgotten."""
    with inside(cast.acme):
        kept = refresh_token_of(source.pk)
        disconnect_source(source_id=source.pk)
    assert kept is not None
    assert work_off(cast.acme.pk, task="revoke_credential") == ["done"]
    with inside(cast.acme):
        assert not Credential.objects.filter(source_id=source.pk).exists()
    return kept


def test_a_source_that_is_disconnected_leaves_the_other_of_its_vendor_alive(
    cast: Cast, source: Source
) -> None:
    visits = connect(cast.acme, cast.alice, "google_analytics")
    with inside(cast.acme):
        kept = refresh_token_of(source.pk)
        assert is_access_shared(visits)
    assert kept is not None
    disconnect(cast, visits)
    assert CONNECTORS["google_ads"].oauth.refresh_grant(*kept).access
    # The last one gives the consent back.
    assert disconnect(cast, source) == kept
    with pytest.raises(AccessEnded):
        CONNECTORS["google_ads"].oauth.refresh_grant(*kept)


def test_a_consent_that_another_workspace_may_live_on_stays(cast: Cast, source: Source) -> None:
    Membership.objects.create(workspace=cast.rival, user=cast.alice, role=Role.VIEWER)
    kept = disconnect(cast, source)
    assert CONNECTORS["google_ads"].oauth.refresh_grant(*kept).access
