"""The rows of requests: nobody alters what happened, nothing leaks, a person is found in them."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts.crypto.rotation import failures, rotate_data_key
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import NoWorkspace, inside
from privacy import personal_data
from privacy.models import DataSubjectRequest, RequestEvent, RequestMessage
from privacy.requests.sealing import address_of
from tests.cast import Cast
from tests.privacy.requests.conftest import FORM, confirmed, send, taken_down, the_request

pytestmark = pytest.mark.django_db
DORA = Subject(emails=(FORM["email"],))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_requestevent SET at = now()",
        "DELETE FROM privacy_requestevent",
        "TRUNCATE privacy_requestevent",
    ],
)
def test_what_happened_is_not_altered(cast: Cast, statement: str) -> None:
    """Statement 28: the deadline comes from append-only events."""
    confirmed(cast)
    with inside(cast.acme):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert RequestEvent.objects.count() == 2


@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_by_the_owner_of_the_table() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET ROLE proactivox_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using="owner"):
            cursor.execute("TRUNCATE privacy_requestevent")
        cursor.execute("RESET ROLE")


def test_rows_are_read_inside_their_workspace_alone(cast: Cast) -> None:
    taken_down(cast.acme)
    for model in (DataSubjectRequest, RequestEvent, RequestMessage):
        with pytest.raises(NoWorkspace):
            model.objects.count()
        with inside(cast.rival):
            assert model.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
        with inside(cast.acme):
            assert model.objects.count() == 1


def test_a_person_is_found_with_their_words(cast: Cast) -> None:
    confirmed(cast)
    with inside(cast.acme):
        found = {part.table: part.rows for part in personal_data.collect(DORA)}
    assert found["privacy.datasubjectrequest"][0]["address"] == FORM["email"]
    assert found["privacy.requestmessage"][0]["text"] == FORM["text"]
    with inside(cast.rival):
        assert personal_data.collect(DORA) == ()
    assert personal_data.collect(DORA) == (), "outside of all workspaces it is the house's own"


def test_an_erasure_says_why_a_request_stays(cast: Cast) -> None:
    confirmed(cast)
    send()
    with inside(cast.acme):
        ended = {one.table: one for one in personal_data.erase(DORA)}
        done, words = ended["privacy.datasubjectrequest"], ended["privacy.requestmessage"]
        assert (done.erased, done.retained) == (1, 1)
        assert (words.erased, words.retained) == (0, 1)
        assert "17(3)" in done.ground
    assert the_request(cast.acme).number == 1


def test_a_new_data_key_opens_what_the_old_one_sealed(cast: Cast) -> None:
    """Rotation finds every sealed column of requests, and people are found as before."""
    stranger, path = confirmed(cast)
    before = bytes(the_request(cast.acme).address or b"")
    rotate_data_key(cast.acme.pk)
    after = the_request(cast.acme)
    assert bytes(after.address or b"") != before
    assert FORM["text"] in stranger.get(path).content.decode()
    with inside(cast.acme):
        assert address_of(after, purpose=ANSWER_REQUEST) == FORM["email"]
        assert len(personal_data.collect(DORA)) == 2
    assert list(failures()) == []
