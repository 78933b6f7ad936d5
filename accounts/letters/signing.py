"""The signature by which a mail server shows that it hands us a message: HMAC-SHA-256."""

import hashlib
import hmac
import time

# Clocks differ by a little; whoever recorded a message cannot send it again tomorrow.
MOST_SECONDS = 300


def signature_of(secret: str, timestamp: str, recipient: str, body: bytes) -> str:
    """Hexadecimal, of "<timestamp>\\n<recipient>\\n" and the message as it is sent."""
    signed = f"{timestamp}\n{recipient}\n".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_fresh(timestamp: str) -> bool:
    """Whether it was signed within the last minutes; Unix time in seconds."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    return abs(time.time() - int(timestamp)) <= MOST_SECONDS


def is_signed(secret: str, timestamp: str, recipient: str, body: bytes, given: str) -> bool:
    """Whether the signature is the server's; takes as long for every wrong one."""
    wanted = signature_of(secret, timestamp, recipient, body)
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode("utf-8", "replace"))
