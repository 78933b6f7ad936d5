"""The ways in which one mailbox may be written; whoever looks for a person looks for each."""

import unicodedata


def spellings(email: str) -> list[str]:
    """The address as it is, and with its domain in the other of the two ways to write one.

    Browsers send a domain of other letters as punycode, mails and programs as it is read.
    """
    local, _at, domain = email.rpartition("@")
    if not local:
        return [email]
    try:
        other = domain.encode("ascii").decode("idna") if domain.isascii() else _ascii(domain)
    except UnicodeError:
        return [email]
    read = unicodedata.normalize("NFKC", other).casefold()
    return list(dict.fromkeys([email, f"{local}@{read}"]))


def shown(email: str) -> str:
    """As a member reads it: an address of letters that look alike tells what it is."""
    local, _at, domain = email.rpartition("@")
    if email.isascii():
        return email
    try:
        told = domain.encode("idna").decode()
    except UnicodeError:
        told = domain.encode("unicode_escape").decode()
    return f"{email} ({local.encode('unicode_escape').decode()}@{told})"


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()
