"""Keeps secrets and people's addresses out of the log, whatever wrote them there."""

import logging
import re

# What a vendor or a mail server answers may name a person.
_ADDRESSES = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Salesforce session ids and refresh tokens, Stripe's keys, ours, and anything sent as a bearer.
_SECRETS = re.compile(
    r"00D[\w]{9,}![\w.]+|5Aep[\w.]+|sk_(?:live|test)_\w+|whsec_\w+|pxt_\w+"
    r"|(?i:bearer)\s+[\w.!~+/=-]+"
    r"|(?i:(?:refresh_token|access_token|client_secret|code_verifier|password|code))=[^&\s\"']+"
)


def redact(text: str) -> str:
    """The text with every secret of a known shape, and every e-mail address, replaced."""
    return _ADDRESSES.sub("[address]", _SECRETS.sub("[redacted]", text))


class RedactSecrets(logging.Filter):
    """Redacts the finished message and the traceback of each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True
