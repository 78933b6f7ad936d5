"""The mailbox page shows what Django's file-based backend wrote."""

from email.message import EmailMessage
from pathlib import Path

import httpx

from sandbox.serving import Running


def _write(path: Path, *messages: EmailMessage) -> None:
    path.write_bytes(b"".join(m.as_bytes() + b"\n" + b"-" * 79 + b"\n" for m in messages))


def _message(subject: str, body: str, hour: int) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "no-reply@proactivox.example"
    message["To"] = "alice@acme.example"
    message["Date"] = f"Mon, 23 Nov 2026 {hour:02d}:00:00 +0000"
    message.set_content(body)
    return message


def test_mail_is_listed_newest_first_with_links_and_escaped(
    served: Running, web: httpx.Client
) -> None:
    folder = Path(served.ready["mail_dir"])
    link = "http://localhost:8000/accounts/confirm/MQ:1-x/?next=/a&b=1"
    _write(
        folder / "a.log",
        _message("Bekræft din adresse", f"Hej Alice\n\nÅbn {link}.\n", 8),
        _message("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", 9),
    )
    _write(folder / "b.log", _message("Your code", "123 456", 10))
    page = web.get(f"{served.http_origin}/mail").text
    places = [page.index(text) for text in ("Your code", "&lt;script&gt;", "Bekræft din adresse")]
    assert places == sorted(places)
    escaped = link.replace("&", "&amp;")
    assert f'<a href="{escaped}" rel="noreferrer">{escaped}</a>.' in page
    assert "<script>" not in page
    assert "<img" not in page


def test_an_empty_mailbox_says_so(served: Running, web: httpx.Client) -> None:
    for path in Path(served.ready["mail_dir"]).iterdir():
        path.unlink()
    assert "No mail yet" in web.get(f"{served.http_origin}/mail").text
