"""What an endpoint can subscribe to; an app that tells of more adds its word here."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

AUDIT, TOLD = "audit", "told"
# What a plan has to hold for a stream.
FEATURES = {AUDIT: "audit_stream", TOLD: "audit_stream"}
STREAMS: Mapping[str, Any] = {
    AUDIT: _("Every line of the audit trail, in its order, and each night its signed head"),
    TOLD: _("What is told in the inbox: incidents, budgets and changes, and when they are over"),
}
# Kinds of messages, as they stand in a message's "type".
TEST, LINES, HEAD = "webhook.test", "audit.events", "audit.head"
ACTED = "automation.acted"
KINDS: Mapping[str, Any] = {
    TEST: _("Test"),
    LINES: _("Lines of the audit trail"),
    HEAD: _("Signed head of the audit trail"),
    ACTED: _("An automation calls"),
}
