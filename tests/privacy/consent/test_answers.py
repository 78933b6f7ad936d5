"""Banner and page: what is asked of whom, what an answer does, and what of it is kept as proof."""

import re
from hashlib import sha256

import pytest
from django.db import ProgrammingError, connection
from django.test import Client

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.consent.purposes import USAGE
from privacy.consent.registry import CONSENT_COOKIE, USAGE_COOKIE, declared
from privacy.models import ConsentEvent, ConsentNotice, ConsentStanding, UsageDay
from tests.privacy.consent.conftest import CHOICES, answer, kept

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def events() -> list[tuple[str, str, str]]:
    """(action, channel, language) in the order in which they happened."""
    with inside(HOUSE_ID):
        rows = ConsentEvent.objects.order_by("id")
        return [(row.action, row.channel, row.language) for row in rows]


def asks(client: Client, **headers: str) -> bool:
    return 'id="consent"' in client.get(LOGIN, headers=headers).content.decode()


def test_before_a_choice_only_what_is_necessary_is_set() -> None:
    """Statement 12: the first page sets nothing that is not in the registry as necessary."""
    client = Client()
    assert asks(client)
    assert {("cookie", name) for name in client.cookies} <= declared()
    assert USAGE_COOKIE not in client.cookies
    assert CONSENT_COOKIE not in client.cookies
    assert events() == []


def test_both_answers_are_buttons_of_one_kind_in_one_form() -> None:
    """Statement 13: the same element, class and number of clicks, and no box on the first layer."""
    page = Client().get(LOGIN).content.decode()
    banner = page[page.index('id="consent"') : page.index("</section>")]
    buttons = [
        re.sub(r'(id|value)="[^"]*"', "", one) for one in re.findall(r"<button ([^>]*)>", banner)
    ]
    assert len(buttons) == 2
    assert buttons[0] == buttons[1]
    assert re.findall(r'value="(\w+)">(?:Reject|Accept) all', banner) == ["reject", "accept"]
    assert "checkbox" not in banner
    assert 'type="checkbox"' in (choices := Client().get(CHOICES).content.decode())
    assert " checked" not in choices


def test_a_refusal_sets_nothing_carries_no_number_and_is_not_asked_again() -> None:
    """Statements 12 and 17: one cookie that says no, without a number to know the browser by."""
    client = Client()
    assert answer(client, "reject").status_code == 302
    assert kept(client).subject is None
    assert kept(client).is_answered
    assert not asks(client)
    client.get(LOGIN)
    assert USAGE_COOKIE not in client.cookies
    assert events() == [("refused", "banner", "en")]


def test_agreeing_and_withdrawing_take_one_form_and_the_cookies_go() -> None:
    """Statements 14 and 15: one number, one line each, rows and cookies of the purpose deleted."""
    client = Client()
    answer(client, "accept")
    subject = kept(client).subject
    assert subject is not None
    client.get(LOGIN)
    assert client.cookies[USAGE_COOKIE].value
    with inside(HOUSE_ID):
        assert UsageDay.objects.filter(subject_id=subject, feature="account_login").exists()
    answer(client, "reject", channel="page")
    assert client.cookies[USAGE_COOKIE].value == ""
    assert kept(client).subject is None
    client.get(LOGIN)
    assert client.cookies[USAGE_COOKIE].value == ""
    with inside(HOUSE_ID):
        assert not UsageDay.objects.filter(subject_id=subject).exists()
        assert not ConsentStanding.objects.filter(pk=subject).exists()
        numbers = set(ConsentEvent.objects.values_list("subject_id", flat=True))
    assert numbers == {subject}
    assert events() == [("given", "banner", "en"), ("withdrawn", "page", "en")]


def test_saving_takes_what_is_ticked_and_nothing_else() -> None:
    """Statement 16: purposes by themselves; an unknown one is none."""
    client = Client()
    answer(client, "save", channel="page", purpose=["everything"])
    assert not kept(client).allows(USAGE)
    answer(client, "save", channel="page", purpose=[USAGE])
    assert kept(client).allows(USAGE)
    answer(client, "close")
    assert not kept(client).allows(USAGE)


def test_the_text_that_was_shown_is_kept_in_its_language(danish: None) -> None:
    """Statement 14: an event names the hash of the very words."""
    client = Client()
    page = client.get(LOGIN, headers={"Accept-Language": "da"}).content.decode()
    shown = re.search(r'name="notice" value="(\w+)"', page)
    assert shown is not None
    answer(client, "accept", notice=shown[1])
    with inside(HOUSE_ID):
        event = ConsentEvent.objects.get()
        text = ConsentNotice.objects.get(sha256=event.notice_sha256)
    assert (event.language, text.language) == ("da", "da")
    assert sha256(text.text.encode()).hexdigest() == shown[1]
    assert "Afvis alle | Accepter alle" in text.text
    for paragraph in text.text.split("\n\n")[:3]:
        assert paragraph in page


def test_nobody_agrees_to_words_that_are_not_shown_any_more() -> None:
    """Statement 14: to agree one has to have seen the text; to refuse none is needed."""
    client = Client()
    assert answer(client, "accept", notice="0" * 64)["Location"] == CHOICES
    assert CONSENT_COOKIE not in client.cookies
    answer(client, "reject", notice="")
    assert events() == [("refused", "banner", "en")]


def test_the_signal_is_an_answer_until_somebody_agrees() -> None:
    """Statement 18: who sends it is not asked; a later opt-in counts."""
    client = Client()
    assert not asks(client, **{"Sec-GPC": "1"})
    assert asks(client, **{"Sec-GPC": "0"})
    answer(client, "accept")
    client.get(LOGIN, headers={"Sec-GPC": "1"})
    assert USAGE_COOKIE not in client.cookies or client.cookies[USAGE_COOKIE].value == ""
    assert "we honour it" in client.get(CHOICES, headers={"Sec-GPC": "1"}).content.decode()
    answer(client, "accept", gpc="1")
    client.get(LOGIN, headers={"Sec-GPC": "1"})
    assert client.cookies[USAGE_COOKIE].value


def test_the_well_known_address_says_that_the_signal_is_honoured() -> None:
    """Statement 18: JSON with a boolean and a moment after RFC 3339."""
    page = Client().get("/.well-known/gpc.json")
    assert page["Content-Type"] == "application/json"
    said = page.json()
    assert said["gpc"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", said["lastUpdate"])


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:evil", ""]
)
def test_an_answer_leads_to_no_other_site(there: str) -> None:
    answered = answer(Client(), "reject", next=there)
    assert answered["Location"] == CHOICES


def test_the_banner_that_a_script_sent_is_answered_without_a_page() -> None:
    client = Client()
    answered = answer(client, "accept", quiet="yes")
    assert (answered.status_code, answered.content) == (204, b"")
    assert kept(client).allows(USAGE)


@pytest.mark.parametrize("table", ["privacy_consentevent", "privacy_consentnotice"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET language = 'xx'", "DELETE FROM {}"])
def test_proof_is_append_only_whoever_asks(table: str, verb: str) -> None:
    """Statement 14: the database refuses, by rule or by privilege."""
    answer(Client(), "accept")
    with pytest.raises(ProgrammingError), inside(HOUSE_ID), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    with inside(HOUSE_ID):
        assert (ConsentEvent.objects.count(), ConsentNotice.objects.count()) == (1, 1)
