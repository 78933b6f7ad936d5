"""A letter goes once to each who agrees, whatever dies, and is plain: no pixel, no counted link."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail

from accounts.models import Job
from accounts.models.workspace import HOUSE_ID
from accounts.signals import MailEnd
from accounts.tenancy import inside
from enquiries.models import Delivery, Newsletter, Way
from enquiries.newsletters import sending
from enquiries.newsletters.markup import as_html, as_text
from enquiries.newsletters.subscribing import end_for
from enquiries.newsletters.writing import (
    TASK,
    pause_letter,
    resume_letter,
    send_letter,
    unschedule_letter,
)
from tests.enquiries.newsletters.conftest import ALICE, letter, reader, run_job, run_jobs, sent

pytestmark = pytest.mark.django_db
PEOPLE = ("alice@acme.example", "bob@acme.example", "charlie@rival.example")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 1)


def deliveries() -> list[str]:
    with inside(HOUSE_ID):
        return list(Delivery.objects.order_by("pk").values_list("end", flat=True))


def waiting(task: str) -> list[Job]:
    with inside(HOUSE_ID):
        return list(Job.objects.filter(task=task, state="queued"))


def test_it_goes_to_who_agrees_to_its_topic_in_their_language() -> None:
    """Statement 21: to live opt-ins alone."""
    reader(PEOPLE[0], "en", "product")
    reader(PEOPLE[1], "da", "product", "tips")
    reader(PEOPLE[2], "en", "webinars")
    reader("left@acme.example")
    end_for(email="left@acme.example", way=Way.LINK)
    sent(letter())
    got = {one.to[0]: one.subject for one in mail.outbox}
    assert got == {PEOPLE[0]: "A new chart", PEOPLE[1]: "Et nyt diagram"}
    with inside(HOUSE_ID):
        done = Newsletter.objects.get()
        assert done.finished_at is not None
    assert deliveries() == [MailEnd.SENT] * 2


def test_a_mail_is_whole_and_plain() -> None:
    """Statement 20: both parts say the same, nothing is loaded, and links lead where they say."""
    reader()
    sent(letter())
    raw = mail.outbox[0].message().as_bytes()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content() for part in parsed.iter_parts())
    assert "the chart (https://proactivox.example/chart)" in plain
    assert '<a href="https://proactivox.example/chart">the chart</a>' in html
    for tag in ("<img", "<iframe", "<script", "<style", "<link", "src=", "url(", "background"):
        assert tag not in html
    urls = set(re.findall(r"https?://[^\s\"<>)]+", plain + html))
    own = {url for url in urls if "/newsletter/choices/" in url}
    assert urls - own == {"https://proactivox.example/chart"}
    assert len(own) == 1
    assert not any("?" in url for url in urls), "no link carries anything along"
    for header in ("Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To"):
        assert parsed[header] is None


def test_a_job_that_is_done_twice_repeats_nothing(small_batches: None) -> None:
    """A worker that dies between batches is followed by one that goes on after the last."""
    for person in PEOPLE:
        reader(person)
    found = letter()
    send_letter(letter_id=found.pk)
    (job,) = waiting(TASK)
    with pytest.MonkeyPatch.context() as dying:
        one, count = sending._send_one, iter(range(9))

        def die_at_second(*args: object) -> None:
            if next(count) == 1:
                raise KeyboardInterrupt
            one(*args)  # type: ignore[arg-type]

        dying.setattr(sending, "_send_one", die_at_second)
        with pytest.raises(KeyboardInterrupt):
            run_job(job)
    assert deliveries() == [""]
    run_job(job)
    run_job(job)
    run_jobs()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(PEOPLE)
    assert deliveries() == [MailEnd.SENT] * 3


def test_who_leaves_while_it_is_sent_gets_none() -> None:
    """Statement 23: mails that wait are stopped, and counted as such."""
    reader()
    reader(PEOPLE[1])
    found = letter()
    send_letter(letter_id=found.pk)
    run_jobs(TASK)
    end_for(email=ALICE, way=Way.ONE_CLICK)
    run_jobs()
    assert [one.to[0] for one in mail.outbox] == [PEOPLE[1]]
    assert sorted(deliveries()) == [MailEnd.SENT, MailEnd.STOPPED]


def test_it_can_be_held_and_goes_on(small_batches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a few are on their way at once, so that a pause is soon felt."""
    from accounts.jobs import Later

    for person in PEOPLE:
        reader(person)
    monkeypatch.setattr(sending, "MOST_WAITING", 1)
    found = letter()
    send_letter(letter_id=found.pk)
    with pytest.raises(Later):
        run_job(waiting(TASK)[0])
    assert len(deliveries()) == 1
    pause_letter(letter_id=found.pk)
    run_jobs()
    assert len(mail.outbox) == 1
    monkeypatch.setattr(sending, "MOST_WAITING", 10)
    resume_letter(letter_id=found.pk)
    run_jobs()
    assert len(mail.outbox) == 3


def test_what_is_taken_back_goes_to_nobody() -> None:
    reader()
    found = letter()
    send_letter(letter_id=found.pk)
    unschedule_letter(letter_id=found.pk)
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](http://plain.example)", "<p>[x](http://plain.example)</p>"),
        (
            '[<b>](https://a.example/"onclick="x)',
            "<p>[&lt;b&gt;](https://a.example/&quot;onclick=&quot;x)</p>",
        ),
        (
            "[a & b](https://a.example/?x=1&y=2)",
            '<p><a href="https://a.example/?x=1&amp;y=2">a &amp; b</a></p>',
        ),
        ("**bold** * not**", "<p><strong>bold</strong> * not**</p>"),
        ("- one\n- **two**", "<ul><li>one</li><li><strong>two</strong></li></ul>"),
        ("## A & B\n\nText\nmore", "<h2>A &amp; B</h2>\n<p>Text<br>more</p>"),
        (
            "## Three\n- one\n- two\nand more",
            "<h2>Three</h2>\n<ul><li>one</li><li>two</li></ul>\n<p>and more</p>",
        ),
        ("", ""),
    ],
)
def test_the_little_markup_lets_no_tag_through(text: str, html: str) -> None:
    """Stored payloads render inert."""
    assert as_html(text) == html


def test_plain_text_says_the_addresses() -> None:
    text = "## Head\n\n**Now**: [site](https://a.example), [m@a.example](mailto:m@a.example)"
    assert as_text(text) == "Head\n\nNow: site (https://a.example), m@a.example"
