"""Keeps secrets and people's addresses out of the log, whatever wrote them there."""

import logging
import re

# What a vendor or a mail server answers may name a person.
_ADDRESSES = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Salesforce session ids and refresh tokens, Stripe's keys, ours, secrets of shared links, and
# anything sent as a bearer.
_SECRETS = re.compile(
    r"00D[\w]{9,}![\w.]+|5Aep[\w.]+|sk_(?:live|test)_\w+|whsec_\w+|pxt_\w+"
    r"|(?<=/s/)[\w-]{40,}"
    r"|(?i:bearer)\s+[\w.!~+/=-]+"
    r"|(?i:(?:refresh_token|access_token|client_secret|code_verifier|password|code))=[^&\s\"']+"
)


# Of people who ask, in what servers and libraries say of a connection.
_NUMBERS = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{0,4}(?![\w:])"
)


def redact(text: str) -> str:
    """The text with every secret of a known shape, and every e-mail and IP address, replaced."""
    return _NUMBERS.sub("[ip]", _ADDRESSES.sub("[address]", _SECRETS.sub("[redacted]", text)))


class RedactSecrets(logging.Filter):
    """Redacts the finished message and the traceback of each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True
