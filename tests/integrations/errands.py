"""For which work tests call a source about a person."""

from integrations.actions import Errand

ERRAND = Errand(("request:of-a-test",), "test:1")
