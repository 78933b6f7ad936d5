"""Signs mails by DKIM (RFC 6376), so that whoever gets one can tell that it is ours, unchanged.

Only what we send ourselves: rsa-sha256, relaxed/relaxed. Tests hold it against dkimpy's verifier.
"""

import base64
import hashlib
import re
from email.message import Message
from email.mime.image import MIMEImage
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart, utf8_charset_qp

# Those of RFC 6376, 5.4.1 that we send, and both of RFC 8058. A name that stands here once more
# than in the mail cannot be added on the way.
SIGNED_HEADERS = (
    *("From", "From", "To", "Subject", "Subject", "Date", "Message-ID", "Reply-To"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted"),
    *("List-Unsubscribe", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Unsubscribe-Post"),
)
# RFC 5322, 2.1.1.
_LONGEST = 998
_BLANKS = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")


def is_signing() -> bool:
    """Whether a key is set; without one mails go out as they are."""
    return bool(settings.DKIM_KEY)


class SignedMail(EmailMultiAlternatives):
    """A mail that signs itself when it is written out, where there is a key.

    Its text is quoted-printable: a server that re-codes eight-bit lines would break the signature.
    `shown` are pictures (name, PNG, content id) that stand in its html.
    """

    encoding = utf8_charset_qp

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: list[tuple[str, bytes, str]] = []

    def _create_alternatives(self, msg: Any) -> Any:
        """The html with its pictures as one part (RFC 2387), so that no program lists them."""
        made = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self.shown:
            return made
        *others, html = made.get_payload()
        related = SafeMIMEMultipart(_subtype="related", encoding=self.encoding)
        for part in (html, *(_picture(*one) for one in self.shown)):
            related.attach(part)
        made.set_payload([*others, related])
        return made

    def message(self, *args: object, **kwargs: object) -> Message:  # type: ignore[override]
        message: Message = super().message(*args, **kwargs)  # type: ignore[arg-type]
        # Or a long address in List-Unsubscribe would begin on a line of its own, which not every
        # mail program reads.
        message.policy = message.policy.clone(max_line_length=_LONGEST)
        if is_signing():
            # The boundaries between its parts are drawn now, and stay.
            message["DKIM-Signature"] = signature_of(message.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
        return message


def signature_of(message: bytes) -> str:
    """The value of the header for a mail with CRLF at the ends of its lines, in one line."""
    head, _, body = message.partition(b"\r\n\r\n")
    digest = base64.b64encode(hashlib.sha256(_body(body)).digest()).decode()
    names = ":".join(name.lower() for name in SIGNED_HEADERS)
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={settings.DKIM_DOMAIN}; "
        f"s={settings.DKIM_SELECTOR}; h={names}; bh={digest}; b="
    )
    signed = _headers(head + b"\r\n") + _header(b"DKIM-Signature", value.encode())[:-2]
    key = _key(settings.DKIM_KEY)
    return value + base64.b64encode(key.sign(signed, PKCS1v15(), hashes.SHA256())).decode()


def _picture(name: str, content: bytes, content_id: str) -> MIMEImage:
    part = MIMEImage(content, "png")
    part.add_header("Content-ID", f"<{content_id}>")
    part.add_header("Content-Disposition", "inline", filename=name)
    return part


@cache
def _key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise ImproperlyConfigured("DKIM_KEY has to be an RSA key of 2048 bits or more.")
    return key


def _headers(head: bytes) -> bytes:
    """What is signed of the headers, in the order of h=: of one that is not there, nothing."""
    left = [line.partition(b":") for line in _FOLD.sub(b"", head).split(b"\r\n") if line]
    signed = []
    for name in SIGNED_HEADERS:
        # Of several of one name the last counts first (RFC 6376, 5.4.2).
        found = next(
            (one for one in reversed(left) if one[0].lower() == name.lower().encode()), None
        )
        if found is not None:
            left.remove(found)
            signed.append(_header(found[0], found[2]))
    return b"".join(signed)


def _header(name: bytes, value: bytes) -> bytes:
    """One header in the relaxed form (3.4.2)."""
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip() + b"\r\n"


def _body(body: bytes) -> bytes:
    """The body in the relaxed form (3.4.4)."""
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join([*lines, b""]) if lines else b""
