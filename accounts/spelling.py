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


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()
