"""If-Match: what was changed since a program read it is neither changed nor deleted."""

import pytest

from accounts.tenancy import inside
from tests.analytics.automations.world import make_rule, rule
from tests.analytics.monitor_world import watch
from tests.api_keys import delete, get, key_for, patch
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def test_only_what_is_still_as_it_was_read_is_changed(cast: Cast) -> None:
    secret = key_for(cast.bob, cast.acme)
    with inside(cast.acme):
        monitor = f"/api/v1/monitors/{watch().pk}"
    for one in (monitor, f"/api/v1/automations/{make_rule(cast, rule()).pk}"):
        seen = get(secret, one)["ETag"]
        done = patch(secret, one, {"name": "Money"}, **{"If-Match": seen})
        assert (done.status_code, done.json()["name"]) == (200, "Money"), one
        late = patch(secret, one, {"name": "Late"}, **{"If-Match": seen})
        assert (late.status_code, late.json()["code"]) == (412, "changed"), one
        assert late["Content-Type"] == "application/problem+json"
        weak = patch(secret, one, {"name": "Late"}, **{"If-Match": f"W/{get(secret, one)['ETag']}"})
        assert weak.status_code == 412, one
        assert delete(secret, one, **{"If-Match": seen}).status_code == 412
        assert get(secret, one).json()["name"] == "Money"
        assert patch(secret, one, {"name": "Any"}, **{"If-Match": "*"}).status_code == 200
        now = get(secret, one)["ETag"]
        assert delete(secret, one, **{"If-Match": f'"other", {now}'}).status_code == 204
        gone = patch(secret, one, {"name": "Gone"}, **{"If-Match": now})
        assert gone.status_code == 404, one


def test_what_cannot_be_deleted_is_refused_as_that(cast: Cast) -> None:
    secret, seen = key_for(cast.bob, cast.acme), {"If-Match": '"seen"'}
    for place in ("/api/v1/automations/stop", "/api/v1/automations"):
        assert delete(secret, place, **seen).status_code == 405, place
