"""What is sealed is opened in few rooms: for a purpose, or with a reason why none is needed."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
APPS = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy", "proactivox")
# Rooms that open people's values: their names are here so that nobody empties the rule unseen.
PEOPLE = {
    "accounts/access_log/sealing.py",
    "integrations/opening.py",
    "privacy/requests/sealing.py",
    "privacy/access/sealing.py",
    "privacy/registers/sealing.py",
}
# Rooms that open something without a purpose, and why that is none of a person's data being read.
OTHERS = {
    "accounts/adapters.py": "the seed of a second step, compared and never shown",
    "accounts/crypto/rotation.py": "sealed anew at once, and never shown",
    "accounts/security/logins.py": "the address from which somebody logged in, for themselves",
    "accounts/notify.py": "a mail on its way",
    "accounts/telling/channels/keeping.py": "an address of the customer's own channel",
    "accounts/webhooks/secrets.py": "an address and a key of the customer's own system",
    "accounts/sso/connections.py": "a secret of the customer's organisation",
    "accounts/sso/tickets.py": "whom a provider vouches for, handed from one request to the next",
    "enquiries/tickets/mails.py": "the secret of a link",
    "integrations/certificates.py": "a key of the customer's organisation",
    "integrations/credentials.py": "a token of the customer's organisation",
    "integrations/loading/correcting.py": "a correction that the merge lays over a row",
    "privacy/access/person.py": "whom a job is about, for that job alone",
    "privacy/certificates/signing.py": "a key of our own",
    "privacy/closing/erasing.py": "whom to tell at the end of a contract",
    "privacy/closing/tables.py": "everything goes back to the customer at the end of a contract",
    "privacy/erasure/person.py": "whom a job is about, for that job alone",
    "privacy/erasure/searching/sealed.py": "looked through by a program for what should be gone",
    "privacy/erasure/upstream.py": "which record a job erases, and the link that a member is given",
    "privacy/requests/mails.py": "the secret of a link",
    "privacy/requests/owned.py": "the secret of a link",
}


def callers() -> Iterator[str]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            text = path.read_text()
            for node in ast.walk(ast.parse(text)) if "decrypt(" in text else ():
                name = getattr(getattr(node, "func", None), "id", "")
                if isinstance(node, ast.Call) and name == "decrypt":
                    yield str(path.relative_to(ROOT))


def test_what_is_sealed_of_people_is_opened_for_a_purpose() -> None:
    """Statement 5: a room that opens people's values checks the purpose that it was given."""
    for room in PEOPLE:
        assert "check_purpose(" in (ROOT / room).read_text(), room


def test_no_other_room_opens_anything() -> None:
    """Statement 5: a new room asks for the purpose, or says here why it needs none."""
    found = set(callers())
    asking = {room for room in found if "check_purpose(" in (ROOT / room).read_text()}
    assert found - asking - OTHERS.keys() == set()
    assert (PEOPLE | OTHERS.keys()) <= found
