"""What everybody promises who may ever look into a workspace; a new wording is a new version."""

import hashlib

VERSION = "2026-11"
TEXT = (
    "I keep secret what I see in the workspaces of customers of Proactivox, towards everybody, "
    "also after my work has ended. I open a workspace only to do what its customer asked for, "
    "write down why before I do, and look at no more than I need. I copy nothing out, and I use "
    "nothing for any other purpose. What I see that looks like a breach I report to Proactivox "
    "at once."
)


def text_hash() -> str:
    """Which text it was, whatever happens to the one in the code."""
    return hashlib.sha256(TEXT.encode()).hexdigest()
