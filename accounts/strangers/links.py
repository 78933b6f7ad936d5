"""Secrets of mailed links: made once, sent by mail, and kept only as a hash to find them by."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits for a link: nobody guesses it, and nothing about the person is in it."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """What is kept of a link's secret; SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()
