"""The page on which somebody says who they are; the directory believes it, as this is a sandbox."""

from collections.abc import Mapping

from sandbox.identity.directory import PREFIX, Directory
from sandbox.pages import page, text
from sandbox.web.messages import Response, html_response


def sign_in_page(directory: Directory, action: str, asked: Mapping[str, str]) -> Response:
    """A button for each person; what was asked goes along, hidden."""
    hidden = "".join(
        f'<input type="hidden" name="{text(name)}" value="{text(value)}">'
        for name, value in asked.items()
    )
    buttons = "".join(
        f'<p><button name="email" value="{text(one.email)}">'
        f"Sign in as {text(one.name)}</button></p>"
        for one in directory.people.values()
    )
    body = (
        '<p class="brand">Company log-in <span class="tag">sandbox</span></p>'
        "<h1>Who are you?</h1>"
        f'<form method="post" action="{PREFIX}{action}">{hidden}{buttons}'
        '<p><button class="quiet" name="email" value="">Cancel</button></p></form>'
    )
    return html_response(page("Company log-in | look-alike", body))
