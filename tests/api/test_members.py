"""Members for programs: name, address and role with a scope of its own, and of nobody else."""

import pytest

from accounts.models import Membership, Role
from accounts.permissions import Permission
from tests.api_keys import get, key_for
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/members"


def test_members_are_told_as_their_page_tells_them(cast: Cast) -> None:
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_MEMBERS])
    answer = get(secret, ALL)
    assert answer["Cache-Control"] == "no-store", "names lie in no cache"
    found = {one["user_id"]: one for one in answer.json()["members"]}
    assert len(found) == Membership.objects.filter(workspace=cast.acme).count()
    alice = found[str(cast.alice.pk)]
    assert (alice["name"], alice["email"], alice["role"], alice["is_frozen"]) == (
        *(cast.alice.get_full_name(), cast.alice.email),
        *("owner", False),
    )
    assert "last_login_at" not in alice, "which admins alone see"
    assert str(cast.charlie.pk) not in found
    owners = get(secret, f"{ALL}?role=owner").json()["members"]
    assert [one["user_id"] for one in owners] == [str(cast.alice.pk)]
    assert get(secret, f"{ALL}?role=king").status_code == 400
    page = get(secret, f"{ALL}?limit=1").json()
    assert (len(page["members"]), bool(page["next"])) == (1, True)


def test_nobody_is_told_without_the_scope_or_once_its_maker_left(cast: Cast) -> None:
    numbers = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(numbers, ALL).status_code == 403
    viewer = key_for(cast.bob, cast.acme, [Permission.VIEW_MEMBERS])
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    assert get(viewer, ALL).status_code == 200
    Membership.objects.filter(user=cast.bob).delete()
    assert get(viewer, ALL).status_code == 401


def test_charlies_key_finds_nobody_of_acme(cast: Cast) -> None:
    answer = get(key_for(cast.charlie, cast.rival), ALL)
    assert [one["user_id"] for one in answer.json()["members"]] == [str(cast.charlie.pk)]
