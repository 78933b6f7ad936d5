"""Reads the environment, and says by name what is missing or wrong."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
T = TypeVar("T")
Networks = list[IPv4Network | IPv6Network]
EMAIL_SCHEMES = tuple(environ.Env.EMAIL_SCHEMES)


def required(name: str, meaning: str) -> str:
    """The text of a variable that has no sensible default; its absence stops the start."""
    value = str(env.str(name, default=""))
    if not value.strip():
        raise ImproperlyConfigured(f"{name} is not set: {meaning}. `./run up` sets it for you.")
    return value


def parsed(name: str, default: T, reader: Callable[[str], T], wanted: str) -> T:
    """A variable read by `reader`; a value that it refuses is named, with what is wanted."""
    text = str(env.str(name, default=""))
    if not text:
        return default
    try:
        return reader(text)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} is {text!r}; it has to be {wanted}.") from error


def address(name: str, meaning: str, schemes: tuple[str, ...]) -> str:
    """The address of a server, which begins with one of the schemes."""
    text = required(name, meaning)
    if urlsplit(text).scheme not in schemes:
        # The address may hold a password, so it is not shown.
        raise ImproperlyConfigured(f"{name} has to begin with {' or '.join(schemes)}: {meaning}.")
    return text


def chosen(name: str, default: str, words: Sequence[str]) -> str:
    """One of the words."""
    word = str(env.str(name, default=default))
    if word not in words:
        raise ImproperlyConfigured(f"{name} is {word!r}; it has to be {' or '.join(words)}.")
    return word


def listed(name: str) -> list[str]:
    """A comma separated variable as a list without blanks."""
    return [part.strip() for part in str(env.str(name, default="")).split(",") if part.strip()]


def key_ring(name: str, primary_name: str) -> tuple[dict[str, bytes], str]:
    """The key-encryption keys, {key id: 32 bytes}, and the id of the one that wraps new keys."""
    try:
        ring = {
            key_id: base64.b64decode(text, validate=True)
            for key_id, text in json.loads(required(name, "a JSON object of base64 keys")).items()
        }
    except (ValueError, AttributeError, TypeError, binascii.Error) as error:
        raise ImproperlyConfigured(
            f"{name} has to be JSON such as " + '{"2026-11": "<base64 of 32 random bytes>"}.'
        ) from error
    for key_id, key in ring.items():
        if len(key) != 32 or len(set(key)) < 8:
            raise ImproperlyConfigured(f"{name}: key {key_id!r} is not 32 random bytes.")
    primary = required(primary_name, f"the id in {name} of the key that wraps new keys")
    if primary not in ring:
        raise ImproperlyConfigured(f"{primary_name} is {primary!r}, which {name} does not hold.")
    return ring, primary


def networks(text: str) -> Networks:
    """Comma separated networks or single addresses."""
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def subprocessors(text: str) -> list[dict[str, str]]:
    """A JSON list of who runs the servers and carries the mail, as texts by name."""
    found = json.loads(text)
    names = {
        "name",
        "company",
        "country",
        "purpose",
        "receives",
        "transfer",
        "safeguard",
        "carries",
        "screened",
        "address",
        "contact",
        "tia",
    }
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("no list of objects")
    if any(set(one) - names or not all(map(_is_text, one.values())) for one in found):
        raise ValueError("other names, or no texts")
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str)
